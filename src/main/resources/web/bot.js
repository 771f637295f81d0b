/** The demo bot: what it says, by plain rules. A real one asks a language model here. */
export const GREETING =
  'Hello, this is voxbus. Say something, and I will tell you what I understood.';

const RULES = [
  {
    hears: /\b(good ?bye|bye|hang up)\b/,
    answers: () => ({ text: 'Goodbye, and thank you for calling.', hangup: true }),
  },
  {
    hears: /\bhelp\b/,
    answers: () => ({
      text:
        'I repeat what I understand. Ask which node you are talking to, press a key of the pad, ' +
        'or say goodbye to hang up.',
    }),
  },
  {
    hears: /\b(which|what) node\b/,
    answers: (_, node) => ({
      text: node ? `You are talking to node ${node}.` : 'This server does not tell its name.',
    }),
  },
  {
    hears: /\b(hello|hi there|good (morning|afternoon|evening))\b/,
    answers: (heard) => ({ text: `Hello to you. I understood: ${heard}.` }),
  },
];

/** The answer `{text, hangup?}` to a recognised text, or undefined when nothing was understood. */
export function reply(heard, node) {
  const words = heard.trim().replace(/[.!?]+$/, '');
  if (words === '') {
    return undefined;
  }
  const rule = RULES.find(({ hears }) => hears.test(words.toLowerCase()));
  return rule ? rule.answers(words, node) : { text: `I understood: ${words}.` };
}

const SPOKEN_KEYS = { '*': 'star', '#': 'hash' };

/** The answer to a key that the server detected in the audio. */
export function replyToKey(key) {
  return { text: `You pressed ${SPOKEN_KEYS[key] ?? key}.` };
}
