import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { standing } from '../../testing/entry.ts'
import { fakeServer, refuse } from '../../testing/fake-server.ts'
import { taskId } from '../../testing/seed.ts'
import { closeApp, showApp } from '../../testing/show-app.tsx'
import { queryClient } from '../../wiring/api.ts'

const then = '2026-11-20T09:30:00.000Z'
const session = (n: number, device: string, current = false) => ({
  id: `0199f000-0000-7000-8000-00000000000${n}`,
  client: current ? 'web' : 'desktop',
  device,
  ip: '192.0.2.7',
  createdAt: then,
  lastAccessedAt: then,
  expiresAt: then,
  current,
})
const passkey = { id: 'p1', name: 'Work laptop', createdAt: then, lastUsedAt: null }

let factors: { totp: { createdAt: string } | null; recoveryCodesLeft: number; passkeys: unknown[] }
let sessions: ReturnType<typeof session>[]
let tokens: unknown[]

beforeEach(async () => {
  await page.viewport(1440, 900)
  queryClient.clear()
  factors = { totp: null, recoveryCodesLeft: 0, passkeys: [] }
  sessions = [session(1, 'Chrome on Linux', true), session(2, 'Holdfast for macOS')]
  tokens = []
  fakeServer.reset({
    'auth.standing': () => standing(),
    'factors.list': () => factors,
    'sessions.list': () => ({ sessions }),
    'tokens.list': () => ({ tokens }),
  })
})
afterEach(() => {
  closeApp()
  vi.restoreAllMocks()
})

const part = (name: string) => page.getByRole('region', { name })
const dialog = (name: string) => page.getByRole('dialog', { name })
const yours = page.getByLabelText('Your password')
const wrongPassword = refuse({ appCode: 'wrong-credentials', httpStatus: 401 })

const show = () => showApp([], '/settings/security')

it('lists the devices, marks this one, and asks before it signs another out', async () => {
  await show()
  await expect.element(part('Sessions').getByText('this device')).toBeVisible()
  await part('Sessions').getByRole('button', { name: 'Sign out Holdfast for macOS' }).click()
  await expect.element(part('Sessions').getByRole('button', { name: 'Cancel' })).toHaveFocus()
  expect(fakeServer.askedFor('sessions.revoke')).toEqual([])
  fakeServer.answers['sessions.revoke'] = () => {
    sessions = sessions.slice(0, 1)
    return {}
  }
  await part('Sessions').getByRole('button', { name: 'Sign out Holdfast for macOS' }).click()
  await expect.element(page.getByText('Only this device is signed in.')).toBeVisible()
})

it('signs all others out, and says what stays', async () => {
  await show()
  await part('Sessions').getByRole('button', { name: 'Sign out all others' }).click()
  const question = dialog('Sign out all others')
  await expect.element(question.getByText(/This device goes on/)).toBeVisible()
  fakeServer.answers['sessions.revokeOthers'] = () => {
    sessions = sessions.slice(0, 1)
    return {}
  }
  await question.getByRole('button', { name: 'Sign out all others' }).click()
  await expect.element(page.getByText('Only this device is signed in.')).toBeVisible()
})

it('changes the password: what is wrong is told of the field that it is about', async () => {
  await show()
  await page.getByRole('button', { name: 'Change password' }).click()
  const next = page.getByLabelText('New password')
  const change = dialog('Change password').getByRole('button', { name: 'Change password' })
  const error = dialog('Change password').getByRole('alert')
  await next.fill('a long enough passphrase')
  await change.click()
  await expect.element(error).toMatchTextContent('Write your password.')
  await yours.fill('not mine')
  fakeServer.answers['account.changePassword'] = wrongPassword
  await change.click()
  await expect.element(error).toMatchTextContent('This is not your password.')
  await expect.element(yours).toHaveAttribute('aria-invalid', 'true')
  await yours.fill('mine')
  fakeServer.answers['account.changePassword'] = refuse({ appCode: 'password-weak' })
  await change.click()
  await expect.element(error).toMatchTextContent(/guessed/)
  await expect.element(next).toHaveAttribute('aria-invalid', 'true')
  fakeServer.answers['account.changePassword'] = () => ({})
  await change.click()
  await expect
    .element(page.getByText('Password changed. Other devices are signed out.'))
    .toBeVisible()
  expect(fakeServer.askedFor('account.changePassword').at(-1)).toEqual({
    currentPassword: 'mine',
    newPassword: 'a long enough passphrase',
  })
})

it('says that another e-mail counts only when its link was opened', async () => {
  let pending: object | null = null
  fakeServer.answers['account.pendingEmail'] = () => ({ pending })
  fakeServer.answers['account.changeEmail'] = () => {
    pending = { email: 'ada@new.example', expiresAt: then }
    return { status: 'check-mail' }
  }
  await show()
  await page.getByRole('button', { name: 'Change e-mail' }).click()
  await page.getByRole('textbox', { name: 'New e-mail' }).fill('ada@new.example')
  await yours.fill('mine')
  await userEvent.keyboard('{Enter}')
  await expect
    .element(dialog('Look into your mail').getByText(/until then the old one stays/))
    .toBeVisible()
  expect(fakeServer.askedFor('account.changeEmail')).toEqual([
    { email: 'ada@new.example', password: 'mine' },
  ])
  await dialog('Look into your mail').getByRole('button', { name: 'OK' }).click()
  await expect.element(part('Sign-in').getByText(/^Changes to ada@new.example when/)).toBeVisible()
})

it('sets up codes of an app: password, picture and key, a right code, recovery codes', async () => {
  fakeServer.answers['factors.totpStart'] = () => ({
    setup: 'sealed',
    secret: 'JBSWY3DPEHPK3PXP',
    otpauthUrl: 'otpauth://totp/Holdfast:ada?secret=JBSWY3DPEHPK3PXP',
  })
  fakeServer.answers['factors.totpConfirm'] = () => {
    factors = { ...factors, totp: { createdAt: then }, recoveryCodesLeft: 10 }
    return { recoveryCodes: ['aaaa-1111', 'bbbb-2222'] }
  }
  await show()
  await page.getByRole('button', { name: 'Set up a code from an app' }).click()
  await yours.fill('mine')
  await userEvent.keyboard('{Enter}')
  await expect.element(page.getByText('JBSW Y3DP EHPK 3PXP')).toBeVisible()
  await expect.element(page.getByRole('img', { name: /picture to scan/ })).toBeVisible()
  const code = page.getByRole('textbox', { name: 'Code that the app shows' })
  await expect.element(code).toHaveFocus()
  await userEvent.keyboard('123 456{Enter}')
  const codes = page.getByRole('list', { name: 'Recovery codes' })
  await expect.element(codes.getByText('aaaa-1111')).toBeVisible()
  expect(fakeServer.askedFor('factors.totpConfirm')).toEqual([{ setup: 'sealed', code: '123456' }])
  const copied = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue()
  await page.getByRole('button', { name: 'Copy' }).click()
  expect(copied).toHaveBeenCalledWith('aaaa-1111\nbbbb-2222\n')
  await userEvent.keyboard('{Escape}')
  await expect.element(dialog('Keep your recovery codes')).toBeVisible()
  await page.getByRole('button', { name: 'I have kept them' }).click()
  await expect
    .element(part('Sign-in').getByText('10 recovery codes left', { exact: false }))
    .toBeVisible()
})

it('removes codes of an app with the password, and says what that means', async () => {
  factors.totp = { createdAt: then }
  fakeServer.answers['factors.totpRemove'] = () => {
    factors.totp = null
    return {}
  }
  await show()
  await page.getByRole('button', { name: 'Remove the code from an app' }).click()
  await yours.fill('mine')
  await userEvent.keyboard('{Enter}')
  await expect
    .element(page.getByRole('button', { name: 'Set up a code from an app' }))
    .toBeVisible()
})

it('warns when few recovery codes are left, and renews them', async () => {
  factors = { totp: { createdAt: then }, recoveryCodesLeft: 1, passkeys: [] }
  fakeServer.answers['factors.renewRecoveryCodes'] = () => ({ recoveryCodes: ['cccc-3333'] })
  await show()
  await expect.element(page.getByText('few left')).toBeVisible()
  await page.getByRole('button', { name: 'Renew recovery codes' }).click()
  await yours.fill('mine')
  await userEvent.keyboard('{Enter}')
  await expect.element(page.getByText('cccc-3333')).toBeVisible()
})

it('renames a passkey, and removes it with the password', async () => {
  factors.passkeys = [passkey]
  fakeServer.answers['factors.passkeyRename'] = ({ name }) => {
    factors.passkeys = [{ ...passkey, name }]
    return {}
  }
  fakeServer.answers['factors.passkeyRemove'] = () => {
    factors.passkeys = []
    return {}
  }
  await show()
  await page.getByRole('button', { name: 'Rename Work laptop' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill('Blue key')
  await userEvent.keyboard('{Enter}')
  await expect.element(part('Passkeys').getByText('Blue key')).toBeVisible()
  await page.getByRole('button', { name: 'Remove Blue key' }).click()
  await yours.fill('mine')
  await userEvent.keyboard('{Enter}')
  await expect.element(part('Passkeys').getByText('None yet.')).toBeVisible()
})

it('says why there are no passkeys where there are none', async () => {
  vi.stubGlobal('PublicKeyCredential', undefined)
  await show()
  await expect.element(part('Passkeys').getByText(/cannot use passkeys/)).toBeVisible()
  expect(page.getByRole('button', { name: 'Add passkey' }).query()).toBeNull()
  vi.unstubAllGlobals()
})

it('makes a token, shows it once, marks what ends soon, and revokes', async () => {
  const token = (over = {}) => ({
    id: 't1',
    name: 'Backup script',
    scopes: ['read', 'write'],
    createdAt: then,
    expiresAt: new Date(Date.now() + 5.5 * 86_400_000).toISOString(),
    lastUsedAt: null,
    ...over,
  })
  fakeServer.answers['tokens.create'] = () => {
    tokens = [token()]
    return { id: 't1', token: 'hfp_shown_once', expiresAt: then }
  }
  fakeServer.answers['tokens.revoke'] = () => {
    tokens = []
    return {}
  }
  await show()
  await page.getByRole('button', { name: 'New token' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill('Backup script')
  await page.getByRole('checkbox', { name: /^Write/ }).click()
  await page.getByRole('combobox', { name: 'Expires after' }).selectOptions('7 days')
  await yours.fill('mine')
  await userEvent.keyboard('{Enter}')
  await expect.element(part('Access tokens').getByText('hfp_shown_once')).toBeVisible()
  expect(fakeServer.askedFor('tokens.create')).toEqual([
    { name: 'Backup script', scopes: ['read', 'write'], expiresInDays: 7, password: 'mine' },
  ])
  await expect.element(page.getByRole('cell', { name: 'in 5 days' })).toBeVisible()
  await page.getByRole('button', { name: 'Revoke Backup script' }).click()
  await page.getByRole('button', { name: 'Revoke Backup script, for good' }).click()
  await expect.element(page.getByText(/^None yet. A token acts as you/)).toBeVisible()
})

it('a deleted account names what is lost, work that was not sent with it', async () => {
  const device = await show()
  await device.mutate('create-task', { id: taskId(1), title: 'Not sent' }).durable
  await page.getByRole('button', { name: 'Delete account…' }).click()
  const question = dialog('Delete account')
  await expect.element(question.getByText(/^1 change not sent yet will be lost/)).toBeVisible()
  fakeServer.answers['account.delete'] = wrongPassword
  await yours.fill('not mine')
  await question.getByRole('button', { name: 'Delete and lose 1 change' }).click()
  await expect.element(question.getByRole('alert')).toMatchTextContent('This is not your password.')
  expect(device.queries.tasks({}).get()).toHaveLength(1)
})

it('says so without a network, and asks again', async () => {
  fakeServer.reset()
  await show()
  await expect.element(part('Sessions').getByText(/does not answer/)).toBeVisible()
  fakeServer.answers['sessions.list'] = () => ({ sessions })
  await part('Sessions').getByRole('button', { name: 'Try again' }).click()
  await expect.element(part('Sessions').getByText('this device')).toBeVisible()
})

it('says nothing of mail before the server has told whether it sends any', async () => {
  delete fakeServer.answers['auth.standing']
  await show()
  await expect.element(part('Sign-in').getByText('You sign in with it.')).toBeVisible()
  await expect.element(part('Sign-in').getByText(/mail(ed|s)/)).not.toBeInTheDocument()
})
