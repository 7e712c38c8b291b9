import { Copy } from 'lucide-react'
import { useState } from 'react'
import { Button, type ButtonProps } from '../../components/button.tsx'

/** Copies a text, and says so. Where the browser does not let it, the text can be marked and copied. */
export function CopyButton({
  text,
  ...rest
}: { text: string } & Pick<ButtonProps, 'look' | 'size'>) {
  const [said, setSaid] = useState('')
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setSaid('Copied'),
      () => setSaid('Mark and copy it'),
    )
  return (
    <>
      <Button icon={Copy} {...rest} onClick={() => void copy()}>
        {said || 'Copy'}
      </Button>
      <span className="visually-hidden" role="status">
        {said}
      </span>
    </>
  )
}
