// The health check of a container: ends with 0 when the server in it is ready.
const { PORT = '4600' } = process.env
const answer = await fetch(`http://127.0.0.1:${PORT}/ready`).catch(() => undefined)
process.exitCode = answer?.ok ? 0 : 1
