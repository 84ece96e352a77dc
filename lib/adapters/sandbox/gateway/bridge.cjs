// Inside a sandbox that has only loopback: 127.0.0.1:3128 -> the gateway's unix socket, then the command.
// node bridge.cjs SOCKET [--expose PORT] [--forward HOST:PORT]... -- argv...
// Runs on whatever Node.js an image brings (12 or newer), so: no dependency, no new syntax.
'use strict';
const net = require('net');
const { spawn } = require('child_process');

const PORT = 3128;
const WAYS_IN = 4;
const end = process.argv.indexOf('--');
const socket = process.argv[2];
const argv = process.argv.slice(end + 1);
const exposed = [];
const forwarded = [];
for (let i = 3; i < end; i += 2) {
  if (process.argv[i] === '--expose') exposed.push(Number(process.argv[i + 1]));
  else if (process.argv[i] === '--forward') forwarded.push(process.argv[i + 1]);
  else fail('unknown option ' + process.argv[i], 64);
}
if (end < 3 || argv.length === 0) fail('usage: bridge SOCKET [--expose PORT] [--forward HOST:PORT]... -- argv...', 64);

function fail(message, code) {
  process.stderr.write('bakeoff bridge: ' + message + '\n');
  process.exit(code);
}

function join(a, b) {
  a.pipe(b);
  b.pipe(a);
  closeWith(a, b);
  closeWith(b, a);
}

// What one has sent before it closed still arrives.
function closeWith(a, b) {
  a.on('error', () => b.destroy());
  a.on('close', () => {
    if (b.writableEnded && !b.writableFinished) b.once('finish', () => b.destroy());
    else b.destroy();
  });
}

function dial() {
  return net.connect({ path: socket, allowHalfOpen: true });
}

// Calls back with the first answer's head taken off; what came behind it goes back into the stream.
function afterHead(way, done) {
  let seen = Buffer.alloc(0);
  way.on('data', function read(chunk) {
    seen = Buffer.concat([seen, chunk]);
    const at = seen.indexOf('\r\n\r\n');
    if (at < 0) return;
    way.removeListener('data', read);
    way.pause();
    if (seen.length > at + 4) way.unshift(seen.slice(at + 4));
    done(seen.slice(0, at).toString('latin1'));
  });
}

// A server of the host that the policy names is found at its own port.
function forward(target) {
  const port = Number(target.slice(target.lastIndexOf(':') + 1));
  const server = net.createServer({ allowHalfOpen: true, pauseOnConnect: true }, (client) => {
    const way = dial();
    client.on('error', () => way.destroy());
    way.on('error', () => client.destroy());
    way.write('CONNECT ' + target + ' HTTP/1.1\r\nHost: ' + target + '\r\n\r\n');
    afterHead(way, (head) => {
      if (head.startsWith('HTTP/1.1 200 ')) join(client, way);
      else client.destroy();
    });
  });
  server.on('error', () => undefined);
  server.listen(port, '127.0.0.1');
}

// Ways in for previews: opened from here, taken by the gateway when somebody looks.
function expose(port) {
  const way = dial();
  let isTaken = false;
  way.on('error', () => undefined);
  way.on('close', () => !isTaken && setTimeout(expose, 500, port));
  way.write('GET /bakeoff/expose HTTP/1.1\r\nHost: bakeoff\r\nConnection: Upgrade\r\nUpgrade: bakeoff-expose\r\n\r\n');
  afterHead(way, (head) => {
    isTaken = head.startsWith('HTTP/1.1 101 ');
    if (isTaken) {
      expose(port);
      join(way, net.connect({ port, host: '127.0.0.1', allowHalfOpen: true }));
    } else way.destroy();
  });
}

function start() {
  const proxy = 'http://127.0.0.1:' + PORT;
  // oxlint-disable-next-line node/no-process-env -- a program of its own: it passes on what it was given
  const env = Object.assign({}, process.env, { NODE_USE_ENV_PROXY: '1' });
  for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY']) env[name] = env[name.toLowerCase()] = proxy;
  env.NO_PROXY = env.no_proxy = 'localhost,127.0.0.1,::1';
  const child = spawn(argv[0], argv.slice(1), { stdio: 'inherit', env });
  child.on('error', (cause) =>
    fail(argv[0] + ' could not be started: ' + cause.message, cause.code === 'ENOENT' ? 127 : 126),
  );
  for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(name, () => child.kill(name));
  child.on('exit', (code, signal) =>
    process.exit(code === null ? 128 + require('os').constants.signals[signal] : code),
  );
  forwarded.forEach(forward);
  exposed.forEach((port) => {
    for (let i = 0; i < WAYS_IN; i++) expose(port);
  });
}

const server = net.createServer({ allowHalfOpen: true }, (client) => join(client, dial()));
server.on('error', (cause) => fail('port ' + PORT + ' is not free: ' + cause.message, 69));
server.listen(PORT, '127.0.0.1', start);
