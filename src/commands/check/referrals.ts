import { smsSize } from '../../channels/sms/text.ts'
import type { Bundle } from '../../content/index.ts'
import { longestTeam } from '../../conversation/links.ts'
import { longestLink, messageFor, urlOf } from '../../staff/refer/message.ts'
import type { Language } from '../../taxonomy.ts'
import { inGsm7, tried } from './limits.ts'
import type { Checked } from './sentences.ts'

/** A link with the longest name and team that links.yaml may hold. */
const longest = { name: 'abcdefghij', team: 'x'.repeat(longestTeam), revoked: false }

/**
 * What staff pass on, at its longest: the text fits one SMS part in GSM-7 languages and two in the others, and what stands
 * for a team's name is no longer than one may be. And whom they ring has a telephone.
 */
export function checkReferrals({ sentences, services, area }: Bundle, languages: readonly Language[]): Checked {
  const texts = languages.flatMap((language) => [false, true].map((family) => ({ language, family })))
  const problems = texts.flatMap(({ language, family }) =>
    tried(() => {
      const referral = { link: longest, language, family, team: '' }
      // An address that fills what the link may have.
      const publicUrl = `https://${'h'.repeat(longestLink - urlOf('', referral).length)}`
      const { sms } = messageFor({ sentences, publicUrl, smsNumber: '+447700900123' }, referral)
      const { parts, characters, encoding } = smsSize(sms)
      const allowed = inGsm7(language) ? 1 : 2
      const team = sentences.say(language, 'refer:team')
      return [
        ...(parts > allowed
          ? [`what staff pass on: ${parts} SMS parts, ${allowed} allowed (${characters} characters, ${encoding})`]
          : []),
        ...(team.length > longestTeam ? [`refer:team has ${team.length} characters, ${longestTeam} allowed`] : []),
      ]
    }).map((problem) => `${language}: ${problem}`),
  )
  const silent = [...area.ring_together.self, ...area.ring_together.family].filter(
    (id) => !services.some((one) => one.id === id && one.contacts.some(({ type }) => type === 'phone')),
  )
  return {
    looked: `${texts.length} texts that staff pass on`,
    problems: [...new Set([...problems, ...silent.map((id) => `ring_together: ${id} has no telephone`)])],
  }
}
