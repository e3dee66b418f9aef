// Stands for the probe's program: reports which requests it was given, and ends by itself when a job is announced.
process.on('disconnect', () => process.exit());
process.on('message', (message) => {
  if (message.kind === 'begin') process.send({ kind: 'ready' });
  if (message.kind === 'request') {
    const detail = `${String(process.pid)} looks for ${message.request.units.join(' ')}`;
    process.send({ kind: 'seen', payload: { source: 'proc', kind: 'source-status', status: 'ok', detail }, at: { realtimeUsec: 1n } });
  }
  if (message.kind === 'ping') process.send({ kind: 'alive' });
  if (message.kind === 'job' && message.unit === 'hang.service') for (;;);
  if (message.kind === 'job') process.exit(1);
  if (message.kind === 'close') process.exit();
});
