import { createContext, createElement, type ReactNode, useContext } from 'react'
import type { Device } from '../device.ts'

const DeviceContext = createContext<Device | null>(null)

/** Gives the device to every hook below. */
export const DeviceProvider = ({ device, children }: { device: Device; children?: ReactNode }) =>
  createElement(DeviceContext.Provider, { value: device }, children)

/** @throws Error outside a DeviceProvider */
export const useDevice = (): Device => {
  const device = useContext(DeviceContext)
  if (!device) throw new Error('useDevice needs a DeviceProvider above it')
  return device
}
