/**
 * The audio of a call by WebRTC, with the surface of `Sound`: the browser does codec, jitter and echo.
 * The offer goes with the invite, the answer comes as an event.
 */
import { Failure } from './failures.js';
import { rms } from './meters.js';
import { Microphone } from './microphone.js';

const METER_MILLIS = 50;
const STATS_MILLIS = 1_000;
/** What is louder than that (about -50 dBFS) is heard. */
const AUDIBLE = 0.003;
/** Candidates of a machine without a network come at once or never. */
const GATHER_MILLIS = 1_500;
const KEY_MILLIS = 120;
const PAUSE_MILLIS = 80;

/** `on` hears the same as that of `Sound`, and `stats({ice, dtls, codec, rtt, lost, jitter})` once a second. */
export class RtcSound {
  #codec;
  #servers;
  #on;
  #context = new AudioContext({ latencyHint: 'interactive' });
  #connection;
  #microphone;
  #track;
  #gain;
  #timers = [];
  #muted = false;
  #armed = false;
  #player = new Audio();

  /** `codec`: the only one to take; `servers`: as `GET /iceservers` tells them. To be made in a click. */
  constructor(codec, servers, on) {
    this.#codec = codec;
    this.#servers = servers;
    this.#on = on;
    this.#gain = this.#context.createGain();
  }

  get muted() {
    return this.#muted;
  }

  set muted(muted) {
    this.#muted = muted;
    this.#track.enabled = !muted;
  }

  /** @throws Failure that says why there is no sound. */
  async open(withMicrophone) {
    try {
      this.#microphone = withMicrophone ? await Microphone.ask() : undefined;
      await this.#context.resume();
      await this.#connect();
    } catch (failure) {
      this.close();
      throw failure instanceof Failure ? failure : new Failure('noSound', failure.message);
    }
    this.#microphone?.onLost(() => this.#on.microphoneLost());
    this.#timers.push(setInterval(() => this.#measure(), STATS_MILLIS));
  }

  /** What the invite says of the audio. */
  get option() {
    return { codec: this.#codec, offer: this.#connection.localDescription.sdp };
  }

  /**
   * The call goes on at another node: gives what a further invite says of the audio. Addresses of ours that become known
   * later go to `reach`.
   */
  async restart(reach) {
    const connection = this.#connection;
    connection.onicecandidate = ({ candidate }) => candidate?.candidate && reach(candidate.candidate);
    connection.restartIce();
    await connection.setLocalDescription(await connection.createOffer());
    return this.option;
  }

  async answered(sdp) {
    await this.#connection.setRemoteDescription({ type: 'answer', sdp });
  }

  /** Silence at once, also for what is still on its way, until `listen`. */
  cut() {
    this.#gain.gain.value = 0;
  }

  listen() {
    this.#gain.gain.value = 1;
  }

  flush() {}

  arm() {
    this.#armed = true;
  }

  /** Sends a key as an event of its own (RFC 4733), not as a tone. */
  press(key) {
    const dtmf = this.#connection.getSenders()[0].dtmf;
    dtmf.insertDTMF(dtmf.toneBuffer + key, KEY_MILLIS, PAUSE_MILLIS);
  }

  close() {
    this.#timers.forEach(clearInterval);
    this.#connection?.close();
    this.#microphone?.close();
    this.#player.srcObject = null;
    this.#context.close();
  }

  async #connect() {
    const connection = new RTCPeerConnection({ iceServers: this.#servers });
    this.#connection = connection;
    this.#track = this.#microphone ? this.#microphone.track : this.#silence();
    connection.addTrack(this.#track);
    connection.ontrack = ({ track }) => this.#hear(new MediaStream([track]));
    this.#watch(new MediaStream([this.#track]), (level) => this.#on.inputLevel(level));
    await connection.setLocalDescription(await connection.createOffer());
    await gathered(connection);
  }

  #silence() {
    return this.#context.createMediaStreamDestination().stream.getAudioTracks()[0];
  }

  /** Chromium gives a remote stream to an audio context only while an element plays it too. */
  #hear(stream) {
    this.#player.srcObject = stream;
    this.#player.muted = true;
    this.#player.play().catch(() => {});
    this.#context.createMediaStreamSource(stream).connect(this.#gain).connect(this.#context.destination);
    this.#watch(stream, (level) => {
      this.#on.outputLevel(level * this.#gain.gain.value);
      if (this.#armed && level > AUDIBLE) {
        this.#armed = false;
        this.#on.received();
        this.#on.heard(performance.now());
      }
    });
  }

  #watch(stream, tell) {
    const analyser = this.#context.createAnalyser();
    const samples = new Float32Array(analyser.fftSize);
    this.#context.createMediaStreamSource(stream).connect(analyser);
    this.#timers.push(setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      tell(rms(samples));
    }, METER_MILLIS));
  }

  async #measure() {
    const stats = [...(await this.#connection.getStats()).values()];
    const find = (type, fits = () => true) => stats.find((one) => one.type === type && fits(one)) ?? {};
    const inbound = find('inbound-rtp');
    const transport = find('transport');
    const pair = find('candidate-pair', ({ id }) => id === transport.selectedCandidatePairId);
    this.#on.stats({
      ice: this.#connection.iceConnectionState,
      dtls: transport.dtlsState,
      codec: find('codec', ({ id }) => id === inbound.codecId).mimeType?.replace('audio/', ''),
      rttMillis: seconds(pair.currentRoundTripTime),
      lost: inbound.packetsLost,
      received: inbound.packetsReceived,
      jitterMillis: seconds(inbound.jitter),
    });
  }
}

const seconds = (value) => (value === undefined ? undefined : Math.round(value * 1000));

/** All candidates in one offer: the server needs none of them, but the older of its kind do. */
function gathered(connection) {
  return new Promise((done) => {
    const timer = setTimeout(done, GATHER_MILLIS);
    connection.onicegatheringstatechange = () => {
      if (connection.iceGatheringState === 'complete') {
        clearTimeout(timer);
        done();
      }
    };
  });
}
