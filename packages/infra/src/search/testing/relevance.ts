import type { SearchEngine } from '../port.ts'

/** A task of the table, under a name to expect it by. */
interface RelevanceTask {
  title: string
  description?: string
  tags?: string[]
}

/** What the table is asked over, and nothing else is there. */
export const relevanceTasks = {
  deploy: { title: 'Deployed the billing service', description: 'Roll out to production at night' },
  database: { title: 'Migrate the database', description: 'Run migrations before deploying' },
  garden: { title: 'Water the garden', description: 'Tomatoes and beans need watering daily' },
  shears: { title: 'Sharpen garden shears' },
  stories: { title: 'Write user stories', description: 'One story for each persona' },
  meeting: { title: 'Prepare the quarterly meeting', description: 'Slides, budget and agenda' },
  budget: { title: 'Review budget', description: 'Numbers of the quarterly meeting' },
  phone: { title: 'Call the bank about the card', tags: ['errand'] },
  bank: { title: 'Bank holiday schedule', tags: ['planning'] },
  invoice: { title: 'Invoice 2026-114 is overdue', description: 'Ask ACME about payment' },
  invoice2: { title: 'Invoice 2026-115 was paid' },
  cafe: { title: 'Book a table at Café Zoë', description: 'Crème brûlée for dessert' },
  munich: { title: 'München trip', description: 'Straße und Größe prüfen' },
  chinese: { title: '购买 牛奶', description: '明天 上午' },
  japanese: { title: '会議 資料', description: 'スライド 作成' },
  korean: { title: '회의 준비', description: '자료 검토' },
  cyrillic: { title: 'Купить молоко', description: 'и хлеб' },
  rocket: { title: 'Launch 🚀 checklist', description: 'Fuel 🔥 and weather' },
  quote: { title: 'Read "The pragmatic programmer"', description: 'Chapter on tracer bullets' },
  apostrophe: { title: "Fix Ada's laptop", description: "It won't boot" },
  blueFence: { title: 'Paint fence blue', description: 'Two coats' },
  redFence: { title: 'Paint blue fence red', description: 'One coat' },
  version: { title: 'Release v2 of the client', description: 'Tag and publish' },
  email: { title: 'Answer mail of support@example.org', description: 'About refunds' },
  url: { title: 'Mirror example.com/docs', description: 'Nightly' },
  plants: { title: 'Buy plant pots', description: 'For the balcony' },
  errands: { title: 'Errands', description: `${'kumquat '.repeat(20)}` },
  kumquat: { title: 'Peel one kumquat before the guests come to the long dinner' },
  html: { title: 'Escape <script>alert(1)</script> in titles', description: 'Security review' },
  tagged: { title: 'Sort receipts', tags: ['finance', 'errand'] },
} as const satisfies Record<string, RelevanceTask>

export type RelevanceName = keyof typeof relevanceTasks

export interface Relevance {
  query: string
  /** In any order, unless `inOrder`. */
  finds: readonly RelevanceName[]
  inOrder?: true
  tags?: readonly string[]
  /** Where it holds; everywhere when it does not say. */
  engines?: readonly SearchEngine[]
  why: string
}

const meilisearch = ['meilisearch'] as const
const postgres = ['postgres'] as const

/** What is found by what is typed. A query ends in a space where its last word is finished. */
export const relevance: readonly Relevance[] = [
  // Stems.
  { query: 'deploying', finds: ['deploy', 'database'], inOrder: true, why: 'another ending' },
  { query: 'deployed ', finds: ['deploy', 'database'], why: 'a finished word' },
  { query: 'deploys ', finds: ['deploy', 'database'], why: 'a third person' },
  { query: 'deployment ', finds: ['deploy', 'database'], why: 'a noun' },
  { query: 'migration ', finds: ['database'], why: 'of title and description alike' },
  { query: 'migrated ', finds: ['database'], why: 'a past tense' },
  { query: 'watering', finds: ['garden'], why: 'of a title and its description' },
  { query: 'waters ', finds: ['garden'], why: 'a plural' },
  { query: 'tomato ', finds: ['garden'], why: 'an irregular plural' },
  { query: 'bean', finds: ['garden'], why: 'a singular' },
  { query: 'story ', finds: ['stories'], why: 'y and ies' },
  { query: 'stories ', finds: ['stories'], why: 'the word itself' },
  { query: 'persona', finds: ['stories'], why: 'a word of the description alone' },
  { query: 'sharpening ', finds: ['shears'], why: 'a gerund' },
  { query: 'meetings ', finds: ['meeting', 'budget'], inOrder: true, why: 'title first' },
  { query: 'budgets', finds: ['budget', 'meeting'], inOrder: true, why: 'title first' },
  // Case and order.
  { query: 'WATER GARDEN ', finds: ['garden'], why: 'upper case' },
  { query: 'garden water ', finds: ['garden'], why: 'another order' },
  { query: 'Acme ', finds: ['invoice'], why: 'a name in capitals' },
  { query: 'garden ', finds: ['garden', 'shears'], why: 'one word of two tasks' },
  { query: 'garden budget ', finds: [], why: 'every word has to be there' },
  { query: 'agenda quarterly ', finds: ['meeting'], why: 'words of title and description' },
  // Stop words.
  { query: 'the garden ', finds: ['garden', 'shears'], why: 'a stop word in front' },
  { query: 'call the bank ', finds: ['phone'], why: 'a stop word between' },
  { query: 'bank the', finds: ['phone', 'bank'], why: 'a stop word at the end' },
  { query: 'about a bank ', finds: ['phone', 'bank'], why: 'two stop words' },
  { query: 'the ', finds: [], why: 'nothing but a stop word' },
  { query: 'to be or not to be ', finds: [], engines: postgres, why: 'nothing but stop words' },
  // Prefixes.
  { query: 'quart', finds: ['meeting', 'budget'], inOrder: true, why: 'a word being typed' },
  { query: 'quart ', finds: [], why: 'a finished word is whole' },
  { query: 'da', finds: ['database', 'garden'], why: 'two letters' },
  { query: 'water gar', finds: ['garden'], why: 'a whole word and the beginning of another' },
  { query: 'gar water', finds: [], why: 'only the last word grows' },
  { query: 'balco', finds: ['plants'], why: 'of a description' },
  { query: 'plan', finds: ['plants'], why: 'of a stem' },
  // One typo.
  { query: 'databse ', finds: ['database'], engines: meilisearch, why: 'a letter is missing' },
  { query: 'databse ', finds: [], engines: postgres, why: 'no typo is forgiven' },
  {
    query: 'kumqaut ',
    finds: ['kumquat', 'errands'],
    inOrder: true,
    engines: meilisearch,
    why: 'two letters are swapped',
  },
  {
    query: 'inovice ',
    finds: ['invoice', 'invoice2'],
    engines: meilisearch,
    why: 'two letters are swapped',
  },
  { query: 'gardxn ', finds: ['garden', 'shears'], engines: meilisearch, why: 'a wrong letter' },
  { query: 'bakn ', finds: [], why: 'four letters have to be right' },
  // Numbers.
  { query: 'invoice 114 ', finds: ['invoice'], engines: meilisearch, why: 'a part of a number' },
  { query: 'v2 ', finds: ['version'], why: 'letters and digits' },
  { query: 'v3 ', finds: [], why: 'digits have to be right' },
  // Accents.
  { query: 'café ', finds: ['cafe'], why: 'as it is written' },
  { query: 'CAFÉ ', finds: ['cafe'], why: 'in capitals' },
  { query: 'cafe ', finds: ['cafe'], engines: meilisearch, why: 'without the accent' },
  { query: 'cafe ', finds: [], engines: postgres, why: 'an accent is a letter of its own' },
  { query: 'zoë ', finds: ['cafe'], why: 'a name' },
  { query: 'brûlée ', finds: ['cafe'], why: 'of a description' },
  { query: 'münchen ', finds: ['munich'], why: 'an umlaut' },
  { query: 'größe ', finds: ['munich'], why: 'umlaut and sharp s' },
  // Other scripts.
  { query: '牛奶', finds: ['chinese'], why: 'Chinese' },
  { query: '购买 牛奶 ', finds: ['chinese'], why: 'two words of Chinese' },
  { query: '会議', finds: ['japanese'], why: 'Japanese' },
  { query: 'スライド', finds: ['japanese'], why: 'Katakana' },
  { query: '회의', finds: ['korean'], why: 'Korean' },
  { query: 'молоко', finds: ['cyrillic'], why: 'Cyrillic' },
  { query: 'МОЛОКО ', finds: ['cyrillic'], why: 'Cyrillic capitals' },
  // Emoji and punctuation.
  { query: 'launch 🚀', finds: ['rocket'], why: 'an emoji beside a word' },
  { query: '🚀 checklist ', finds: ['rocket'], why: 'an emoji before a word' },
  { query: '🚀', finds: ['rocket'], why: 'nothing but an emoji' },
  { query: '🔥', finds: ['rocket'], why: 'an emoji of a description' },
  { query: '🚗', finds: [], why: 'another emoji' },
  { query: '👩‍🚀🔥', finds: [], why: 'emoji of several code points' },
  { query: '!!! garden ???', finds: ['garden', 'shears'], why: 'punctuation around' },
  // Quotes.
  { query: '"fence blue"', finds: ['blueFence'], why: 'a phrase' },
  { query: '"blue fence"', finds: ['redFence'], why: 'the phrase the other way' },
  { query: 'blue fence ', finds: ['blueFence', 'redFence'], why: 'no phrase' },
  { query: '"pragmatic programmer"', finds: ['quote'], why: 'a phrase that is quoted in the text' },
  { query: '"programming pragmatics"', finds: [], why: 'the stems the other way' },
  { query: '"fenced painting"', finds: [], why: 'a phrase in no text' },
  { query: 'paint "fence blue"', finds: ['blueFence'], why: 'a word and a phrase' },
  { query: '"fence blue', finds: ['blueFence'], why: 'a quote that was left open' },
  { query: 'ada laptop ', finds: ['apostrophe'], why: 'a possessive' },
  // Exclusion and alternatives.
  { query: 'fence -red ', finds: ['blueFence'], why: 'a word that is not wanted' },
  { query: 'garden -water ', finds: ['shears'], why: 'by stem' },
  { query: 'paint -"fence blue"', finds: ['redFence'], why: 'a phrase that is not wanted' },
  { query: '-garden', finds: [], why: 'nothing is asked for' },
  {
    query: 'shears or kumquat ',
    finds: ['shears', 'kumquat', 'errands'],
    engines: postgres,
    why: 'either',
  },
  // Title before description.
  { query: 'kumquat', finds: ['kumquat', 'errands'], inOrder: true, why: 'one against twenty' },
  { query: 'production ', finds: ['deploy'], why: 'the description alone' },
  // Tags are a filter, not text.
  { query: 'errand ', finds: ['errands'], why: 'a tag is no text' },
  { query: 'bank', finds: ['phone'], tags: ['errand'], why: 'narrowed by a tag' },
  { query: 'bank', finds: [], tags: ['errand', 'planning'], why: 'every tag has to be there' },
  { query: 'receipt', finds: ['tagged'], tags: ['errand', 'finance'], why: 'both tags' },
  // What looks like markup is text.
  { query: 'script', finds: ['html'], engines: meilisearch, why: 'a word of markup' },
  { query: 'escape title ', finds: ['html'], why: 'words around markup' },
]
