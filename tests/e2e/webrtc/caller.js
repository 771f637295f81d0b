/** A client of /call/webrtc inside a page: `caller` is what the tests talk to. */
globalThis.caller = (() => {
  const events = [];
  const context = new AudioContext();
  let socket;
  let connection;
  let analyser;
  const player = new Audio();

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

  async function offer(option) {
    await connection.setLocalDescription(await connection.createOffer());
    await until(() => connection.iceGatheringState === 'complete', 'candidates');
    const before = events.length;
    send('invite', { option: { ...option, offer: connection.localDescription.sdp } });
    return (await event('answer', before)).sdp;
  }

  const take = (sdp) => connection.setRemoteDescription({ type: 'answer', sdp });

  return {
    events,
    event,
    send,
    until,

    /** Makes the connection and sends its offer; gives the server's answer, which `take` wants. */
    async invite(url, { option = {}, ...configuration } = {}) {
      await context.resume();
      socket = new WebSocket(url);
      socket.onmessage = ({ data }) => typeof data === 'string' && events.push(JSON.parse(data));
      socket.onclose = ({ code }) => events.push({ event: 'closed', code });
      await new Promise((done) => (socket.onopen = done));
      connection = new RTCPeerConnection(configuration);
      const stream = await navigator.mediaDevices.getUserMedia({
        audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
      });
      connection.addTrack(stream.getAudioTracks()[0], stream);
      connection.ontrack = ({ track }) => {
        const remote = new MediaStream([track]);
        player.srcObject = remote;
        player.muted = true;
        player.play();
        analyser = context.createAnalyser();
        analyser.fftSize = 8192;
        context.createMediaStreamSource(remote).connect(analyser);
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

    /** Waits until this frequency is what is heard most. */
    hears(hertz) {
      const bins = new Float32Array(analyser.frequencyBinCount);
      return until(() => {
        analyser.getFloatFrequencyData(bins);
        const loudest = bins.indexOf(Math.max(...bins));
        const heard = (loudest * context.sampleRate) / analyser.fftSize;
        return bins[loudest] > -60 && Math.abs(heard - hertz) < 15;
      }, `${hertz} Hz are not heard`);
    },

    /** Waits until nothing is heard. */
    silent() {
      const samples = new Float32Array(analyser.fftSize);
      return until(() => {
        analyser.getFloatTimeDomainData(samples);
        return samples.every((sample) => Math.abs(sample) < 0.003);
      }, 'something is heard');
    },

    async stats() {
      const all = [...(await connection.getStats()).values()];
      const find = (type, fits = () => true) => all.find((one) => one.type === type && fits(one)) ?? {};
      const transport = find('transport');
      const pair = find('candidate-pair', ({ id }) => id === transport.selectedCandidatePairId);
      const inbound = find('inbound-rtp');
      return {
        codec: find('codec', ({ id }) => id === inbound.codecId).mimeType,
        dtls: transport.dtlsState,
        srtp: transport.srtpCipher,
        local: find('local-candidate', ({ id }) => id === pair.localCandidateId).candidateType,
        received: inbound.packetsReceived,
        lost: inbound.packetsLost,
      };
    },
  };
})();
