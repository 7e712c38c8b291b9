import { expect, test } from 'vitest'
import { decideConfig } from '../config/config.ts'
import { clientAddress } from './request-info.ts'

const { trustedProxies } = decideConfig({ TRUSTED_PROXIES: '10.0.0.0/28, fd00::7' })

test.each<[string, string | undefined, string | undefined, string | null]>([
  ['nobody', undefined, '203.0.113.9', null],
  ['who is no proxy', '203.0.113.9', '198.51.100.1', '203.0.113.9'],
  ['who is no proxy, beside the network', '10.0.0.16', '198.51.100.1', '10.0.0.16'],
  ['a proxy that says nothing', '10.0.0.2', undefined, '10.0.0.2'],
  ['a proxy that says nonsense', '10.0.0.2', 'unknown', '10.0.0.2'],
  ['a proxy', '10.0.0.2', '203.0.113.9', '203.0.113.9'],
  ['a proxy, seen on a socket of IPv6', '::ffff:10.0.0.2', '203.0.113.9', '203.0.113.9'],
  ['a proxy of IPv6', 'fd00::7', '2001:db8::1', '2001:db8::1'],
  ['a proxy, after a claim', '10.0.0.2', '198.51.100.1, 203.0.113.9', '203.0.113.9'],
  ['who is on the same link', 'fe80::1%eth0', undefined, 'fe80::1'],
  ['two proxies', '10.0.0.2', '198.51.100.1, 203.0.113.9,10.0.0.3', '203.0.113.9'],
])('the address of %s', (_, peer, forwardedFor, address) => {
  expect(clientAddress(peer, forwardedFor, trustedProxies)).toBe(address)
})

test('without a setting no proxy is believed', () => {
  const none = decideConfig({}).trustedProxies
  expect(clientAddress('127.0.0.1', '203.0.113.9', none)).toBe('127.0.0.1')
})
