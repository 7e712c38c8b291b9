import { strict } from '../strict.ts'

interface MenuTemplate {
  id?: string
  label?: string
  role?: string
  type?: string
  submenu?: MenuTemplate[]
  click?: (item: MenuTemplate) => void
}

/** Never drawn: a test finds an item by its id and clicks it. */
export class Menu {
  static #application: Menu | null = null
  readonly items: readonly MenuTemplate[]

  constructor(items: readonly MenuTemplate[] = []) {
    this.items = items
  }

  static buildFromTemplate = (template: MenuTemplate[]): Menu => new Menu(template)
  static setApplicationMenu = (menu: Menu | null): void => {
    Menu.#application = menu
  }
  static getApplicationMenu = (): Menu | null => Menu.#application

  getMenuItemById(id: string): MenuTemplate | null {
    const all = (items: readonly MenuTemplate[]): MenuTemplate[] =>
      items.flatMap((item) => [item, ...all(item.submenu ?? [])])
    return all(this.items).find((item) => item.id === id) ?? null
  }
}

/** What the app asked the desktop to open. */
export const opened: string[] = []

export const shell = strict('shell', {
  openExternal: async (url: string) => void opened.push(url),
})

export const dialog = strict('dialog', {
  showErrorBox: (title: string, content: string) => console.error(`${title}: ${content}`),
})
