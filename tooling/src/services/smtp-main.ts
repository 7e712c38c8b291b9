// `node smtp-main.ts <port> <inbox>`: a mail server that writes each mail to a file in the inbox.
import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { SMTPServer } from 'smtp-server'

const [port, inbox = ''] = process.argv.slice(2)
let received = 0

const refusals: Record<string, number> = { refused: 550, busy: 451 }

const server = new SMTPServer({
  authOptional: true,
  // There is no certificate that a client could trust.
  disabledCommands: ['STARTTLS'],
  allowInsecureAuth: true,
  onAuth: ({ username }, _session, done) => done(null, { user: username }),
  onRcptTo({ address }, _session, done) {
    const responseCode = refusals[address.split('@')[0] ?? '']
    if (responseCode) done(Object.assign(new Error('No such person here'), { responseCode }))
    else done()
  },
  async onData(stream, { envelope }, done) {
    const raw = await text(stream)
    const from = envelope.mailFrom ? envelope.mailFrom.address : ''
    const to = envelope.rcptTo.map(({ address }) => address)
    // Zero-padded time first: names sort as mails came, over a restart too.
    received += 1
    const file = join(inbox, `${Date.now()}-${String(received).padStart(6, '0')}`)
    // Renamed when it is whole: nobody reads half a mail.
    writeFileSync(file, JSON.stringify({ envelope: { from, to }, raw }))
    renameSync(file, `${file}.json`)
    done()
  },
})
server.on('error', (error) => console.error(error.message))
server.listen(Number(port), '127.0.0.1')
