"""Inside a sandbox that has only loopback: 127.0.0.1:3128 -> the gateway's unix socket, then the command.

python3 bridge.py SOCKET [--expose PORT] [--forward HOST:PORT]... -- argv...
The same as bridge.cjs, for images that have Python (3.6 or newer) and no Node.js.
"""
import os
import signal
import socket
import sys
import threading
import time

PORT = 3128
WAYS_IN = 4


def fail(message, code):
    sys.stderr.write("bakeoff bridge: " + message + "\n")
    sys.stderr.flush()
    os._exit(code)


def dial():
    way = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    way.connect(PATH)
    return way


def start(target, *args):
    threading.Thread(target=target, args=args, daemon=True).start()


def pump(source, sink):
    try:
        while True:
            data = source.recv(65536)
            if not data:
                break
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        # One side is gone: the other has to notice.
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


def join(one, other):
    back = threading.Thread(target=pump, args=(other, one), daemon=True)
    back.start()
    pump(one, other)
    back.join()
    one.close()
    other.close()


def ask(way, head):
    """Sends a request's head and reads the answer's, one byte at a time so that nothing behind it is taken."""
    way.sendall(head.encode("latin-1"))
    seen = b""
    while not seen.endswith(b"\r\n\r\n"):
        byte = way.recv(1)
        if not byte:
            return b""
        seen += byte
    return seen


def serve(client, target):
    try:
        way = dial()
        if target is not None:
            head = "CONNECT {0} HTTP/1.1\r\nHost: {0}\r\n\r\n".format(target)
            if not ask(way, head).startswith(b"HTTP/1.1 200 "):
                raise OSError("refused")
    except OSError:
        client.close()
        return
    join(client, way)


def listen(port, target):
    server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.bind(("127.0.0.1", port))
    server.listen(128)
    servers.append((server, target))


def accept(server, target):
    while True:
        start(serve, server.accept()[0], target)


def expose(port):
    head = "GET /bakeoff/expose HTTP/1.1\r\nHost: bakeoff\r\nConnection: Upgrade\r\nUpgrade: bakeoff-expose\r\n\r\n"
    while True:
        try:
            way = dial()
            if not ask(way, head).startswith(b"HTTP/1.1 101 "):
                raise OSError("refused")
        except OSError:
            time.sleep(0.5)
            continue
        start(enter, way, port)


def enter(way, port):
    try:
        inner = socket.create_connection(("127.0.0.1", port))
    except OSError:
        way.close()
        return
    join(way, inner)


def environment():
    env = dict(os.environ, NODE_USE_ENV_PROXY="1")
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        env[name] = env[name.lower()] = "http://127.0.0.1:%d" % PORT
    env["NO_PROXY"] = env["no_proxy"] = "localhost,127.0.0.1,::1"
    return env


def run(argv):
    child = os.fork()
    if child == 0:
        try:
            # Python ignores these two; a program expects them as they are by default.
            for number in (signal.SIGPIPE, signal.SIGXFSZ):
                signal.signal(number, signal.SIG_DFL)
            os.execvpe(argv[0], argv, environment())
        except OSError as cause:
            fail("%s could not be started: %s" % (argv[0], cause.strerror), 127 if cause.errno == 2 else 126)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda received, _frame: os.kill(child, received))
    # Threads only now: a process with threads must not fork.
    for each in servers:
        start(accept, *each)
    for port in exposed:
        for _ in range(WAYS_IN):
            start(expose, port)
    status = os.waitpid(child, 0)[1]
    os._exit(os.WEXITSTATUS(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status))


if "--" not in sys.argv or sys.argv.index("--") < 2 or sys.argv[-1] == "--":
    fail("usage: bridge SOCKET [--expose PORT] [--forward HOST:PORT]... -- argv...", 64)
END = sys.argv.index("--")
PATH = sys.argv[1]
servers = []
exposed = []
forwarded = []
for at in range(2, END, 2):
    if sys.argv[at] == "--expose":
        exposed.append(int(sys.argv[at + 1]))
    elif sys.argv[at] == "--forward":
        forwarded.append(sys.argv[at + 1])
    else:
        fail("unknown option " + sys.argv[at], 64)
try:
    listen(PORT, None)
except OSError as problem:
    fail("port %d is not free: %s" % (PORT, problem.strerror), 69)
for each in forwarded:
    try:
        listen(int(each.rsplit(":", 1)[1]), each)
    except OSError:
        pass
run(sys.argv[END + 1 :])
