import { LiveClient } from '@holdfast/api/testing/live-client'
import type { Bucket } from '@holdfast/domain'
import { ClientMessage, CloseCode, PROTOCOL } from '@holdfast/sync'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { outsiders, people } from './identities.ts'
import { SecurityWorld } from './security-world.ts'
import { nameless, type Stage, unknownStage } from './stage.ts'

let world: SecurityWorld
beforeAll(async () => {
  world = await SecurityWorld.open()
})
afterAll(() => world[Symbol.asyncDispose]())

const connect = () => LiveClient.open(`${world.served.url.replace('http', 'ws')}/live`)

const bucketOf = ({ project }: Stage) => `project:${project}` as Bucket

test('every message that a socket takes is one of these', () => {
  const types = ClientMessage.options.map(({ shape }) => shape.type.value)
  expect(types.sort()).toEqual(['hello', 'ping', 'token'])
})

describe('hello', () => {
  test.each(['', 'x.y.z', 'hfp_0000'])('of a stranger, with %j for a token', async (token) => {
    const client = await connect()
    client.send({ type: 'hello', protocol: PROTOCOL, token, epoch: null, positions: {} })
    expect(await client.closed()).toBe(CloseCode.unauthenticated)
    expect(client.heard).toEqual([])
  })

  test('carries what is written in a project to its members and to nobody else', async () => {
    const stage = await world.stage()
    const clients = await Promise.all(
      people.map(async (person) => {
        const client = await connect()
        await client.greet(world.people[person].token, { positions: { [bucketOf(stage)]: 1 } })
        return [person, client] as const
      }),
    )
    const title = 'Told to members alone'
    expect(await world.call('owner', 'tasks.update', { id: stage.task, title })).toMatchObject({
      answer: 'ok',
    })
    const told = (client: LiveClient) => JSON.stringify(client.heard).includes(title)
    const members = clients.filter(([person]) => !outsiders.some((one) => one === person))
    expect(members).toHaveLength(3)
    for (const [, client] of members) await client.until(() => told(client))
    for (const [person, client] of clients) {
      await client.settled()
      expect({ person, told: told(client) }).toEqual({
        person,
        told: members.some(([member]) => member === person),
      })
      client.socket.terminate()
    }
  })

  test('that holds what is another’s is answered as one that holds what is not there', async () => {
    const foreign = await world.stage()
    for (const who of outsiders) {
      const said = async (stage: Stage) => {
        const client = await connect()
        await client.greet(world.people[who].token, { positions: { [bucketOf(stage)]: 1 } })
        client.socket.terminate()
        return nameless(JSON.stringify(client.heard), stage)
      }
      expect(await said(foreign)).toBe(await said(unknownStage(foreign)))
    }
  })
})

describe('token', () => {
  test('of another person closes the socket', async () => {
    const client = await connect()
    await client.greet(world.people.viewer.token)
    client.send({ type: 'token', token: world.people.owner.token })
    expect(await client.closed()).toBe(CloseCode.unauthenticated)
  })

  test('of the same session keeps it, and before a hello closes it', async () => {
    const { token } = world.people.viewer
    const client = await connect()
    await client.greet(token)
    client.send({ type: 'token', token })
    await client.settled()
    expect(client.closeCode).toBeNull()
    client.socket.terminate()
    const early = await connect()
    early.send({ type: 'token', token })
    expect(await early.closed()).toBe(CloseCode.badMessage)
  })
})

test('ping tells a stranger nothing but that there is a server', async () => {
  const client = await connect()
  await client.settled()
  expect(client.heard).toEqual([{ type: 'pong' }])
  client.socket.terminate()
})
