import { ClusterView } from './cluster-view.js';
import { Conversation } from './conversation.js';
import { KEYS } from './dtmf.js';
import { EventsView } from './events-view.js';
import { describe } from './failures.js';
import { Meter } from './meters.js';
import { QualityView } from './quality-view.js';
import { Server } from './server.js';
import { TranscriptView } from './transcript-view.js';

const $ = (id) => document.getElementById(id);

const PHASES = {
  idle: '',
  opening: 'Asking for the microphone …',
  connecting: 'Connecting …',
  inviting: 'Calling …',
  up: 'You are connected. Say something.',
  returning: 'The connection was cut. Coming back …',
  ended: 'The call has ended.',
};
const SERVER_STATES = {
  asking: 'Looking for the server …',
  ready: 'Server ready',
  keyWanted: 'API key wanted',
  busy: 'Server is full',
  unreachable: 'Server unreachable',
};

const server = new Server(document.baseURI, sessionStorage, (...request) => fetch(...request));
const events = new EventsView($('events'));
const transcriptView = new TranscriptView($('transcript'), $('announcer'));
const quality = new QualityView($('quality'));
new ClusterView($('cluster'), server);
const inputMeter = new Meter($('input-level'));
const outputMeter = new Meter($('output-level'));
let conversation;
let startedAt;
let iceServers = [];

function enter(phase) {
  document.body.dataset.phase = phase;
  $('status').textContent = PHASES[phase];
  const calling = !['idle', 'ended'].includes(phase);
  $('start').hidden = calling;
  $('hangup').hidden = !calling;
  $('codec').disabled = calling;
  $('live').disabled = $('say-live').disabled = !['up', 'returning'].includes(phase);
  if (phase === 'up') {
    startedAt ??= performance.now();
    document.body.dataset.used = 'true';
  }
}

function showServer(state, node) {
  $('server').dataset.state = state;
  $('server-text').textContent = node ? `Node ${node}` : SERVER_STATES[state];
  $('key-field').hidden = state !== 'keyWanted' && server.key === '';
}

async function checkServer() {
  showServer('asking');
  showServer(await server.state());
  iceServers = await server.iceServers();
}

function showFailure(failure) {
  const { title, text, withoutMicrophone } = describe(failure);
  $('failure-title').textContent = title;
  $('failure-text').textContent = text;
  $('without-microphone').hidden = !withoutMicrophone;
  $('failure').hidden = false;
}

/** Nobody should allow a microphone only to be told that a key is wanted. */
async function keyStillWanted() {
  if ($('server').dataset.state !== 'keyWanted') {
    return false;
  }
  await checkServer();
  return $('server').dataset.state === 'keyWanted';
}

function askForKey() {
  showFailure({ kind: 'keyWanted' });
  $('key').focus();
}

async function start(microphone) {
  $('failure').hidden = true;
  if (await keyStillWanted()) {
    askForKey();
    return;
  }
  startedAt = undefined;
  showPlaying();
  transcriptView.clear();
  events.clear();
  showLatency(undefined);
  $('mute').setAttribute('aria-pressed', 'false');
  quality.clear();
  quality.visible = $('codec').value.startsWith('rtc:');
  enter('opening');
  conversation = newConversation(microphone);
  $('hangup').focus();
  try {
    await conversation.start();
  } catch (failure) {
    enter('idle');
    showFailure(failure);
    if (failure.kind === 'unreachable') {
      showServer('unreachable');
    }
    $('start').focus();
  }
}

function newConversation(microphone) {
  const settings = { codec: $('codec').value, bargeIn: $('barge-in').checked, microphone, iceServers };
  return new Conversation(server, settings, {
    phase: enter,
    ended,
    message: (direction, message) => events.add(direction, message),
    node: (node) => {
      showServer('ready', node);
      quality.node(node);
    },
    stats: (stats) => quality.stats(stats),
    quality: (heard) => quality.heard(heard),
    transcript: () => transcriptView.show(conversation.transcript.lines),
    playing: showPlaying,
    latency: showLatency,
    inputLevel: (level) => (inputMeter.level = level),
    outputLevel: (level) => (outputMeter.level = level),
  });
}

async function ended(end) {
  inputMeter.level = outputMeter.level = 0;
  showPlaying();
  enter('ended');
  $('start').focus();
  if (end.kind === 'hangup') {
    $('status').textContent = `${PHASES.ended} ${end.detail ? `Reason: ${end.detail}.` : ''}`;
    return;
  }
  $('status').textContent = '';
  const state = end.kind === 'unreachable' ? await server.state() : 'ready';
  const refused = end.kind === 'unreachable' && state === 'ready';
  showServer(state);
  showFailure(refused ? { ...end, kind: 'refused' } : state === 'ready' ? end : { kind: state });
  if (state === 'keyWanted') {
    askForKey();
  }
}

function showPlaying() {
  const paused = conversation?.paused ?? false;
  $('pause').setAttribute('aria-pressed', paused);
  $('pause-text').textContent = paused ? 'Resume' : 'Pause';
  $('echo').setAttribute('aria-pressed', conversation?.echoing ?? false);
  document.body.dataset.playing = conversation?.playing !== undefined;
}

function showLatency(latency) {
  $('latency').textContent = latency ? latency.totalMillis : '–';
  $('latency').dataset.turns = latency?.turns ?? 0;
  $('latency-parts').textContent = latency
    ? `Understood ${latency.understoodMillis} ms, voice +${latency.voiceMillis} ms, ` +
      `heard +${latency.playedMillis} ms. Median of ${latency.turns}: ${latency.medianMillis} ms.`
    : 'From the end of your words to the first sound of the answer.';
}

function showDuration() {
  const calling = ['up', 'returning'].includes(document.body.dataset.phase);
  if (calling && startedAt !== undefined) {
    const seconds = Math.floor((performance.now() - startedAt) / 1000);
    $('duration').textContent =
      `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  }
}

function onPress(id, act) {
  $(id).addEventListener('click', act);
}

function buildPad() {
  for (const key of KEYS.flatMap((keys) => [...keys.slice(0, 3)])) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = key;
    button.setAttribute('aria-label', { '*': 'star', '#': 'hash' }[key] ?? key);
    button.addEventListener('click', () => conversation.press(key));
    $('pad').append(button);
  }
  $('pad').addEventListener('keydown', ({ key }) => {
    if (/^[0-9*#]$/.test(key)) {
      conversation.press(key);
    }
  });
}

onPress('start', () => start(true));
onPress('without-microphone', () => start(false));
onPress('hangup', () => conversation.hangup());
onPress('pause', () => conversation.togglePause());
onPress('interrupt', () => conversation.interrupt());
onPress('echo', () => conversation.toggleEcho());
onPress('mute', () => {
  conversation.toggleMute();
  $('mute').setAttribute('aria-pressed', conversation.muted);
});
onPress('keypad', () => {
  $('pad').hidden = !$('pad').hidden;
  $('keypad').setAttribute('aria-expanded', !$('pad').hidden);
});
$('say').addEventListener('submit', (submit) => {
  submit.preventDefault();
  const text = $('say-text').value.trim();
  if (text !== '') {
    conversation.say(text);
    $('say-text').value = '';
  }
});
$('key-form').addEventListener('submit', (submit) => {
  submit.preventDefault();
  server.key = $('key').value;
  $('key').value = '';
  $('failure').hidden = true;
  checkServer();
});
buildPad();
enter('idle');
showLatency(undefined);
checkServer();
setInterval(showDuration, 250);
