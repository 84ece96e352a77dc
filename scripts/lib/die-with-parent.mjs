// Preloaded into web and worker: they end when the supervisor's channel closes, even after its SIGKILL.
if (process.channel) {
  process.channel.unref();
  process.once('disconnect', () => process.exit(0));
}
