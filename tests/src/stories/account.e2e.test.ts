import { launchChromium } from '@holdfast/tooling/chromium'
import { expect, test } from 'vitest'
import { Person } from '../system/person.ts'
import { SystemServer } from '../system/system-server.ts'

test('signing out in one tab takes the work out of the other, and another person can come in', async () => {
  await using server = await SystemServer.start()
  await using browser = await launchChromium()
  await using ada = await Person.sitDown(browser, server.url)
  await ada.join('ada@example.com', 'Ada', 'Bell')
  await ada.addTask('For my eyes')
  await ada.seesSync(/^Sent/)
  await using other = await ada.openTab()
  await other.row('For my eyes').waitFor()

  await other.page.goto(`${server.url}/settings#sign-out`)
  await other.page.getByRole('alertdialog').getByRole('button', { name: 'Sign out' }).click()
  await ada.page.getByRole('heading', { name: 'Sign in', level: 1 }).waitFor()
  await other.page.getByRole('heading', { name: 'Sign in', level: 1 }).waitFor()
  expect(await ada.page.getByText('For my eyes').count()).toBe(0)

  await other.join('boris@example.com', 'Boris', 'Cole')
  await ada.comeBack('ada@example.com')
  await ada.row('For my eyes').waitFor()
  await other.row('For my eyes').waitFor()
})

test('an empty form is not sent, and the field in question is ready to be written in', async () => {
  await using server = await SystemServer.start()
  await using browser = await launchChromium()
  await using ada = await Person.sitDown(browser, server.url)
  const asked: string[] = []
  ada.page.on('request', (request) => asked.push(request.url()))
  await ada.page.goto(`${server.url}/sign-in`)
  await ada.page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await ada.page.getByText('This is not an e-mail address.').waitFor()
  await ada.page.keyboard.type('ada@example.com')
  await ada.page.keyboard.press('Enter')
  await ada.page.getByText('Write your password.').waitFor()
  expect(await ada.page.getByLabel('E-mail').inputValue()).toBe('ada@example.com')
  expect(await ada.page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe(
    'password',
  )
  expect(asked.filter((url) => url.includes('auth.login'))).toEqual([])
})

test('no page breaches the content security policy or fails, an unknown address included', async () => {
  await using server = await SystemServer.start()
  await using browser = await launchChromium()
  await using ada = await Person.sitDown(browser, server.url)
  const faults: string[] = []
  ada.page.on('pageerror', (error) => faults.push(error.message))
  await ada.page.exposeFunction('tellBreach', (what: string) => faults.push(what))
  await ada.page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      Reflect.get(window, 'tellBreach')(`${violatedDirective} ${blockedURI}`),
    )
  })
  await ada.join('ada@example.com', 'Ada', 'Bell')
  for (const path of ['/', '/settings', '/import', '/search', '/trash']) {
    await ada.page.goto(server.url + path)
    await ada.page
      .getByRole('heading', { level: 1 })
      .or(ada.page.getByRole('searchbox'))
      .first()
      .waitFor()
  }
  await ada.page.goto(`${server.url}/nowhere`)
  await ada.page.getByText('There is nothing at this address.').waitFor()
  expect(faults).toEqual([])
})
