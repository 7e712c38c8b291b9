import { EventEmitter } from 'node:events'

/** An object that throws for a member it does not have: a gap of the stand-in is seen at once. */
export const strict = <T extends object>(name: string, members: T): T =>
  new Proxy(members, {
    get(target, key, receiver) {
      if (key in target || typeof key === 'symbol' || key === 'then')
        return Reflect.get(target, key, receiver)
      throw new Error(`electron-sim: ${name}.${key} is not simulated`)
    },
  })

/** `strict`, and an event emitter. */
export const strictEmitter = <T extends object>(name: string, members: T): T & EventEmitter =>
  strict(name, Object.assign(new EventEmitter(), members))

export interface PreventableEvent {
  defaultPrevented: boolean
  preventDefault(): void
}

export const preventable = <T extends object>(members: T): T & PreventableEvent => ({
  ...members,
  defaultPrevented: false,
  preventDefault() {
    this.defaultPrevented = true
  },
})
