import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { neverPublished } from '../../src/content/never-published.ts'
import type { Need } from '../../src/taxonomy.ts'

const root = join(import.meta.dirname, '../..')

/** Every number that may be published, with where it was read. A number that is not here is a mistake or needs a source. */
export const sourced = new Set(
  [
    '0121 553 1333', // Cranstoun Sandwell: Black Country Radio c.2022, CQC report 2016
    '07741 817800', // Sandwell recovery project officer: healthysandwell.co.uk, undated
    '0121 368 1166', // Sandwell Housing Solutions: Express & Star, 3 Feb 2021
    '0808 208 2138', // Citizens Advice food bank helpline: Smethwick Foodbank, 6 Oct 2020
    '01384 671250', // Black Country Foodbank: Express & Star, 2022
    '0121 604 6111', // Birmingham Irish Association: birminghamirish.org.uk, c.2016-17
    '0300 200 2400', // Recovery Near You: recoverynearyou.org.uk, 2022
    '01902 420041', // Recovery Near You, enquiries: the same
    '01902 328983', // SUIT: copy of its page, 19 Oct 2025
    '07860 025 281', // Black Country NHS crisis text: blackcountryhealthcare.nhs.uk
    '111', // NHS 111: tewv.nhs.uk, blackcountryhealthcare.nhs.uk, swbh.nhs.uk
    '18001 111', // NHS 111 by text relay: tewv.nhs.uk
    '116 123', // Samaritans: samaritans.org
    '85258', // Shout: giveusashout.org, 4 Nov 2024
    '0800 1111', // Childline: learning.nspcc.org.uk, solihull.gov.uk
    '0808 800 5000', // NSPCC: nspcc.org.uk, solihull.gov.uk
    '0800 068 4141', // Papyrus: its own pages, 2019 and later
    '0808 2000 247', // National Domestic Abuse Helpline: refuge.org.uk, gov.uk
    '0808 801 0327', // Men's Advice Line: centre56.org.uk
    '0800 999 5428', // Galop: hellorayo.co.uk, 2 Feb 2023
    '0800 58 58 58', // CALM: its terms
    '0800 9177 650', // Alcoholics Anonymous: alcoholics-anonymous.org.uk
    '0300 999 1212', // Narcotics Anonymous: public source code, to Oct 2026
    '0800 612 0225', // Cocaine Anonymous: the same
    '0300 124 0373', // Marijuana Anonymous: the same
    '0800 0086 811', // Al-Anon: read on its own site, Oct 2026
    '0800 358 3456', // Nacoa: nacoa.org.uk, 17 Mar 2020
    '0300 123 6600', // FRANK: source code of its site
    '82111', // FRANK by text: the same
    '0300 123 1099', // FRANK by textphone: the same
    '0300 123 1110', // Drinkline: public source code, to Oct 2026
    '0808 8020 133', // National Gambling Helpline: the same
    '0808 808 1677', // Cruse: the same
  ].map((number) => number.replaceAll(' ', '')),
)

/** Old, wrong or unsafe: closed doors, misprints, numbers of another place, addresses that must stay private. */
export const neverFile = 'content/never-published.yaml'
export const never = neverPublished
  .parse(parse(readFileSync(join(root, neverFile), 'utf8')))
  .flatMap((one) => one.never)

/** No source gives hours, or those that do disagree. */
export const hoursNotToState = [
  'nacoa',
  'nspcc',
  'mens-advice-line',
  'cruse',
  'marijuana-anonymous',
  'cranstoun-sandwell',
]

export const alwaysOpen = [
  'samaritans',
  'shout',
  'frank',
  'bchft-crisis',
  'nhs-111',
  'childline',
  'papyrus',
  'national-da-helpline',
  'aa',
]

/** Needs for which nothing with a usable, sourced contact is known in Sandwell or nationally. */
export const gaps: Need[] = ['pregnancy_parenting', 'legal', 'prison_release']

/** Cultures and communities a person may ask for. */
export const fits = [
  'sikh',
  'muslim',
  'polish',
  'romanian',
  'eastern-european',
  'yemeni',
  'arabic-speaking',
  'african-french',
  'bangladeshi',
  'african-caribbean',
  'irish',
  'south-asian',
  'punjabi',
  'migrants',
  'lgbt',
]

/** The basic alphabet of text messages, as far as these sentences need it. */
export const gsm = /^[A-Za-z0-9 \r\n@£$_!"#%&'()*+,\-./:;<=>?]*$/

/** Labels, "abuse" of anything but people, shouting, and the carriers' words for silencing us. */
export const unkind =
  /\b(addicts?|alcoholics?|junkies?|druggies?|substance abuse|drug abuse|alcohol abuse|abusers?|clean|STOP|END|QUIT|CANCEL)\b|!/u
