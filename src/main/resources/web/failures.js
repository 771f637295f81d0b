/** Everything that can go wrong before or during a call, told so that a newcomer can help himself. */
export class Failure extends Error {
  constructor(kind, detail = '') {
    super(detail || kind);
    this.kind = kind;
    this.detail = detail;
  }
}

const TEXTS = {
  insecureContext: {
    title: 'The microphone needs a secure page',
    text:
      'Browsers give the microphone only to pages on https:// or on localhost. Open this page as ' +
      'http://localhost:8080 on the machine of the server, or put the server behind https.',
    withoutMicrophone: false,
  },
  microphoneRefused: {
    title: 'The microphone was refused',
    text:
      'Allow the microphone for this page (the icon at the left of the address), then start the ' +
      'call again.',
    withoutMicrophone: true,
  },
  microphoneMissing: {
    title: 'No microphone found',
    text: 'Plug one in, or choose one in the sound settings, then start the call again.',
    withoutMicrophone: true,
  },
  microphoneBusy: {
    title: 'The microphone cannot be opened',
    text: 'Another program may be using it. Close that program, then start the call again.',
    withoutMicrophone: true,
  },
  noSound: {
    title: 'This browser cannot play the call',
    text: 'The page needs AudioWorklet: use a current Chromium, Firefox or Safari.',
  },
  unreachable: {
    title: 'The server cannot be reached',
    text: 'Nothing answers at this address. Is the node still running? Start it, then try again.',
  },
  keyWanted: {
    title: 'This server wants an API key',
    text: 'Enter one of the keys in the server’s configuration, then start the call again.',
  },
  busy: {
    title: 'The server is full',
    text: 'It carries as many calls as it may. Try again in a moment.',
  },
  refused: { title: 'The server refused the call', text: '' },
  closed: { title: 'The server ended the call', text: '' },
  noAnswer: {
    title: 'The call was not answered',
    text: 'The server took the connection, but did not answer within 15 seconds.',
  },
  lost: {
    title: 'The connection was lost',
    text: 'The page tried for ten seconds to come back to the call. Start a new one.',
  },
};

/** What to show for a failure: `{title, text, withoutMicrophone}`. */
export function describe({ kind, detail = '', code }) {
  const known = TEXTS[kind] ?? TEXTS.refused;
  return { withoutMicrophone: false, ...known, text: known.text || said(detail, code) };
}

function said(detail, code) {
  const number = code ? ` (${code})` : '';
  return detail ? `It says: ${detail}${number}` : `It closed the connection${number}.`;
}
