interface Strand {
  path: string
  thin: boolean
}

/** A small seeded source of numbers, so that the drawing is the same every time. */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

const centre = 360
const round = (value: number) => value.toFixed(0)

function rockAt(x: number): number {
  const mound = 96 * Math.exp(-(((x - centre) / 215) ** 2))
  return 716 - mound + 8 * Math.sin(x / 47 + 0.6) + 3 * Math.sin(x / 23)
}

function strand(next: () => number, spread: number, wide: number, thin: boolean): Strand {
  const x = centre + spread * wide + (next() - 0.5) * 30
  const y = rockAt(x) - 1
  const side = Math.sign(spread) || 1
  const foot = x + side * (22 + next() * 30)
  const neck = centre + spread * 15
  const neckY = 232 + next() * 16
  const start = thin
    ? `M${round(neck)} ${round(neckY)}`
    : `M${round(centre + spread * 30)} -20C${round(centre + spread * 40 + next() * 8)} 70 ${round(neck)} ${round(neckY - 110)} ${round(neck)} ${round(neckY)}`
  const down = `C${round(neck)} ${round(neckY + 120 + next() * 60)} ${round(x - side * (8 + next() * 34))} ${round(neckY + 150 + next() * 90)} ${round(x)} ${round(y - 16)}`
  const hold = `Q${round(x + side * 3)} ${round(y)} ${round(foot)} ${round(rockAt(foot) - 1)}`
  return { path: start + down + hold, thin }
}

function ground(step: number, yOf: (x: number) => number): string {
  let path = ''
  for (let x = -60; x <= 780; x += step) path += `${path ? 'L' : 'M'}${x} ${yOf(x).toFixed(1)}`
  return path
}

function draw() {
  const next = numbers(41)
  const strands: Strand[] = []
  for (let i = 0; i < 19; i++) strands.push(strand(next, (i / 18) * 2 - 1, 300, false))
  for (let i = 0; i < 18; i++) strands.push(strand(next, next() * 2 - 1, 250, true))
  const rock = ground(8, rockAt)
  const bed = ground(12, (x) => rockAt(x) * 0.35 + 516 + 8 * Math.sin(x / 70))
  return { strands, rock, bed }
}

const art = draw()

/** A holdfast: what keeps a plant of the sea on its rock. Decorative. */
export function RootedStrands() {
  return (
    <svg
      className="art"
      viewBox="0 0 720 800"
      preserveAspectRatio="xMidYMid slice"
      aria-hidden="true"
    >
      <g fill="none" stroke="currentColor">
        {art.strands.map(({ path, thin }) => (
          <path key={path} d={path} className={thin ? 'thin' : undefined} />
        ))}
        <path d={art.rock} className="rock" />
        <path d={art.bed} className="rock thin" />
      </g>
    </svg>
  )
}
