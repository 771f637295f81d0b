/** A client of /call/webrtc inside a page: `caller` is what the tests talk to, unless they want more than one. */
globalThis.anotherCaller = () => {
  const events = [];
  let socket;
  let connection;
  let remote;
  let voice;
  /** The server's candidates that came before its answer was taken; null: it is. */
  let early = [];
  const player = new Audio();
  const LISTEN_MILLIS = 400;
  const RATE = 48_000;

  const send = (command, fields = {}) => socket.send(JSON.stringify({ command, ...fields }));

  const until = async (condition, what, millis = 20_000) => {
    for (const end = Date.now() + millis; ; ) {
      const found = await condition();
      if (found) {
        return found;
      }
      if (Date.now() > end) {
        throw new Error(`${what}; came: ${JSON.stringify(events.slice(-8))}`);
      }
      await new Promise((done) => setTimeout(done, 20));
    }
  };

  const event = (name, from = 0) =>
    until(() => events.slice(from).find((one) => one.event === name), `no ${name}`);

  const reach = ({ candidate, sdpMid, sdpMLineIndex, usernameFragment }) =>
    connection.addIceCandidate({ candidate, sdpMid, sdpMLineIndex, usernameFragment })
      .catch((failure) => events.push({ event: 'notReached', candidate, failure: String(failure) }));

  async function offer(option) {
    early = [];
    await connection.setLocalDescription(await connection.createOffer());
    await until(() => connection.iceGatheringState === 'complete', 'candidates');
    const before = events.length;
    send('invite', { option: { ...option, offer: connection.localDescription.sdp } });
    return (await event('answer', before)).sdp;
  }

  async function microphone() {
    if (voice) {
      return voice.captureStream?.() ?? voice.mozCaptureStream();
    }
    return navigator.mediaDevices.getUserMedia({
      audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
    });
  }

  /** The next samples that are heard. An AudioContext would stay suspended in a browser without a sound card. */
  async function listen() {
    const recorder = new MediaRecorder(remote);
    const pieces = [];
    recorder.ondataavailable = ({ data }) => pieces.push(data);
    recorder.start();
    await new Promise((done) => setTimeout(done, LISTEN_MILLIS));
    await new Promise((done) => {
      recorder.onstop = done;
      recorder.stop();
    });
    const decoder = new OfflineAudioContext(1, RATE, RATE);
    return (await decoder.decodeAudioData(await new Blob(pieces).arrayBuffer())).getChannelData(0);
  }

  /** Hz by the times it rises through zero, without its start. */
  function pitch(samples) {
    const rises = [];
    for (let i = samples.length >> 2; i < samples.length; i++) {
      if (samples[i - 1] < 0 && samples[i] >= 0) {
        rises.push(i);
      }
    }
    return rises.length < 2 ? 0 : ((rises.length - 1) * RATE) / (rises.at(-1) - rises[0]);
  }

  const peak = (samples) => samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);

  async function take(sdp) {
    await connection.setRemoteDescription({ type: 'answer', sdp });
    await Promise.all((early ?? []).map(reach));
    early = null;
  }

  function heed(told) {
    events.push(told);
    if (told.event === 'candidate') {
      early?.push(told) ?? reach(told);
    }
  }

  return {
    events,
    event,
    send,
    until,

    /** Makes the connection and sends its offer; gives the server's answer, which `take` wants. */
    async invite(url, { option = {}, ...configuration } = {}) {
      socket = new WebSocket(url);
      socket.onmessage = ({ data }) => typeof data === 'string' && heed(JSON.parse(data));
      socket.onclose = ({ code }) => events.push({ event: 'closed', code });
      await new Promise((done) => (socket.onopen = done));
      connection = new RTCPeerConnection(configuration);
      const stream = await microphone();
      connection.addTrack(stream.getAudioTracks()[0], stream);
      connection.ontrack = ({ track }) => {
        remote = new MediaStream([track]);
        player.srcObject = remote;
        player.muted = true;
        player.play();
      };
      return offer(option);
    },

    take,

    /** ICE anew, with the same call. */
    async restart() {
      connection.restartIce();
      await take(await offer({}));
    },

    connected: () =>
      until(() => connection.connectionState === 'connected', 'not connected'),

    press: (keys) => connection.getSenders()[0].dtmf.insertDTMF(keys, 100, 80),

    close: () => connection.close(),

    /** From now on a recording, WAV in base64, is what is said, once it is told to `talk`. */
    async speak(wav) {
      voice = new Audio(URL.createObjectURL(await (await fetch(`data:audio/wav;base64,${wav}`)).blob()));
      await new Promise((done) => (voice.onloadeddata = done));
    },

    talk: () => voice?.play(),

    /** The first so many keys that the server has heard. */
    keys: (count) =>
      until(() => {
        const digits = events.filter(({ event }) => event === 'dtmf').map(({ digit }) => digit);
        return digits.length >= count && digits.join('');
      }, 'keys are missing'),

    /** Waits until this tone is what is heard. */
    hears: (hertz) =>
      until(async () => {
        const samples = await listen();
        return peak(samples) > 0.01 && Math.abs(pitch(samples) - hertz) < 15;
      }, `${hertz} Hz are not heard`),

    /** Waits until nothing is heard. */
    silent: () => until(async () => peak(await listen()) < 0.003, 'something is heard'),

    async stats() {
      const all = [...(await connection.getStats()).values()];
      const find = (type, fits = () => true) => all.find((one) => one.type === type && fits(one)) ?? {};
      const transport = find('transport');
      const pair = find('candidate-pair', ({ id, selected }) => id === transport.selectedCandidatePairId || selected);
      const inbound = find('inbound-rtp');
      return {
        codec: find('codec', ({ id }) => id === inbound.codecId).mimeType,
        dtls: transport.dtlsState,
        srtp: transport.srtpCipher,
        local: find('local-candidate', ({ id }) => id === pair.localCandidateId).candidateType,
        remoteAddress: find('remote-candidate', ({ id }) => id === pair.remoteCandidateId).address,
        received: inbound.packetsReceived,
        lost: inbound.packetsLost,
      };
    },
  };
};
globalThis.caller = globalThis.anotherCaller();
