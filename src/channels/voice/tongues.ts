import type VoiceResponse from 'twilio/lib/twiml/VoiceResponse.js'
import type { Language } from '../../taxonomy.ts'

export type Tongue = Required<Pick<VoiceResponse.SayAttributes, 'language' | 'voice'>>

/**
 * The languages of ours that Twilio's <Say> speaks, each with a voice that takes SSML. The lists are Twilio's own:
 * https://www.twilio.com/docs/voice/twiml/say/text-speech, and the types of the package, which hold this table to them.
 * There is no voice for Urdu and none for Somali; Punjabi in Latin letters is Punjabi once it is spoken.
 */
export const tongues: Partial<Record<Language, Tongue>> = {
  en: { language: 'en-GB', voice: 'Polly.Amy' },
  pl: { language: 'pl-PL', voice: 'Polly.Ewa' },
  ro: { language: 'ro-RO', voice: 'Polly.Carmen' },
  pa: { language: 'pa-IN', voice: 'Google.pa-IN-Standard-A' },
  hi: { language: 'hi-IN', voice: 'Polly.Aditi' },
  bn: { language: 'bn-IN', voice: 'Google.bn-IN-Standard-A' },
  fr: { language: 'fr-FR', voice: 'Polly.Lea' },
  ar: { language: 'arb', voice: 'Polly.Zeina' },
}
