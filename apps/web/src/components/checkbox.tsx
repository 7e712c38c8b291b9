import type { ComponentProps } from 'react'

interface CheckboxProps extends Omit<ComponentProps<'input'>, 'type' | 'className'> {
  /** Some of what it stands for is ticked. */
  mixed?: boolean
}

export function Checkbox({ mixed = false, ...rest }: CheckboxProps) {
  return (
    <input
      {...rest}
      type="checkbox"
      className="checkbox"
      ref={(element) => {
        if (element) element.indeterminate = mixed
      }}
    />
  )
}
