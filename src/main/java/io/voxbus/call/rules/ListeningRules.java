package io.voxbus.call.rules;

import io.voxbus.call.state.ListeningState;
import io.voxbus.call.turn.Effect;
import io.voxbus.call.turn.Turn;
import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.api.EouOption;
import io.voxbus.protocol.api.Event;
import io.voxbus.protocol.bus.AiEvent;
import io.voxbus.protocol.bus.AiRequest;
import io.voxbus.protocol.bus.MediaEvent;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the caller does, as events; and what is told when they do nothing. */
final class ListeningRules {
  /** Clients drop events that come in a burst: a partial result waits for the next one. */
  private static final long DELTA_MILLIS = 40;
  private static final int EOU_MILLIS = 600;
  /** Of silence after a phrase that sounds unfinished. */
  private static final int EOU_MOST_MILLIS = 3_000;

  /** From here on a judge is taken to mean that all is said. */
  private static final double COMPLETE = 0.5;

  private final String track;
  private final @Nullable Boolean refer;
  private final String serverTrack;
  private @Nullable EouOption eou;
  private final StringBuilder heard = new StringBuilder();
  private long waitSinceMillis;
  private long waitUntilMillis = Long.MAX_VALUE;
  private long eouAtMillis = Long.MAX_VALUE;
  private long silentSinceMillis;
  private long lastDeltaMillis;
  private boolean eouTold;
  /** Whether the caller may have begun to speak again: then it is not known yet whether they have said all. */
  private boolean stirring;
  private @Nullable BargeInRules bargeIn;
  private boolean judged;
  /** What the judge says of the silence there is now; null: nothing, so the text tells. */
  private @Nullable Boolean complete;

  /**
   * Of the party of a track.
   *
   * @param refer true for a further leg
   */
  ListeningRules(String track, @Nullable Boolean refer, String serverTrack,
      @Nullable EouOption eou) {
    this.track = track;
    this.refer = refer;
    this.serverTrack = serverTrack;
    this.eou = eou;
  }

  /** The call is answered: who hears it, and judges whether all is said, if somebody shall. */
  void begin(Turn turn, CallOption option) {
    if (option.asr() != null && option.realtime() == null) {
      String judge = eou == null || eou.type() == null || eou.type().isBlank() ? null : eou.type();
      judged = judge != null;
      turn.add(new Effect.Listen(new AiRequest.Listen(turn.callId, option.asr(), judge)));
    }
  }

  void detect(@Nullable EouOption option) {
    eou = option;
    stirring = false; // whoever listens from now on begins anew
  }

  /** Who decides what becomes of what plays while the caller speaks. */
  void interruptBy(BargeInRules rules) {
    bargeIn = rules;
  }

  /** From now on the caller has {@code millis} to do something. */
  void waitForInput(Turn turn, int millis) {
    waitSinceMillis = turn.now;
    waitUntilMillis = turn.now + millis;
  }

  void stopWaiting() {
    waitUntilMillis = Long.MAX_VALUE;
  }

  void on(MediaEvent.Stirring sound) {
    stirring = sound.begins();
  }

  void on(Turn turn, MediaEvent.Speaking speaking) {
    stopWaiting();
    stirring = false;
    eouAtMillis = Long.MAX_VALUE;
    if (eouTold) {
      heard.setLength(0); // a final text that came after its eou
      eouTold = false;
    }
    turn.emit(new Event.Speaking(track, turn.now, speaking.startMillis(), null, null, refer));
    if (bargeIn != null) {
      bargeIn.speaking(turn, speaking.startMillis());
    }
  }

  void on(Turn turn, MediaEvent.Silence silence) {
    if (eou != null) {
      silentSinceMillis = silence.silenceMillis();
      eouAtMillis = silentSinceMillis + (eou.timeout() == null ? EOU_MILLIS : eou.timeout());
      complete = null;
      if (judged) {
        turn.add(new Effect.Judge(silentSinceMillis));
      }
    }
    turn.emit(new Event.Silence(track, turn.now, silence.startMillis(), silence.millis(),
        silence.silenceMillis(), refer));
    if (bargeIn != null) {
      bargeIn.silence(turn);
    }
  }

  void on(Turn turn, MediaEvent.Quiet quiet) {
    turn.emit(new Event.Silence(turn.callId, turn.now, quiet.sinceMillis(), quiet.millis(), null,
        null));
  }

  void on(Turn turn, MediaEvent.Dtmf dtmf) {
    stopWaiting();
    turn.emit(new Event.Dtmf(turn.callId, turn.now, dtmf.digit(), null));
  }

  void on(Turn turn, AiEvent.OfRecogniser event) {
    switch (event) {
      case AiEvent.Heard words -> heard(turn, words);
      case AiEvent.ListenTime time -> took(turn, time);
      case AiEvent.ListenFailed failed -> failed(turn, failed);
      case AiEvent.Judged(long silence, double sure) ->
        complete = silence == silentSinceMillis ? (Boolean) (sure >= COMPLETE) : complete;
      case AiEvent.JudgeFailed failed -> {
        judged = false;
        turn.error("eou." + failed.provider(), failed.reason(), failed.code());
      }
    }
  }

  private void heard(Turn turn, AiEvent.Heard words) {
    stopWaiting();
    long start = Math.max(0, words.startMillis());
    long end = Math.max(start, words.endMillis());
    Boolean filler = PhraseEnd.isFiller(words.text()) ? true : null;
    if (bargeIn != null && filler == null && !words.text().isBlank()) {
      bargeIn.words(turn);
    }
    if (words.isFinal()) {
      if (filler == null) {
        heard.append(heard.isEmpty() ? "" : " ").append(words.text());
      }
      turn.emit(new Event.AsrFinal(track, turn.now, words.index(), start, end, words.text(),
          filler, null, null, refer));
    } else if (turn.now - lastDeltaMillis >= DELTA_MILLIS) {
      lastDeltaMillis = turn.now;
      turn.emit(new Event.AsrDelta(track, words.index(), turn.now, start, end, words.text(),
          filler, null, null, refer));
    }
  }

  private void took(Turn turn, AiEvent.ListenTime time) {
    String key = (time.completed() ? "completed.asr." : "ttfb.asr.") + time.provider();
    turn.emit(
        new Event.Metrics(turn.now, key, Math.max(0, time.millis()),
            Map.of("index", time.index())));
  }

  private static void failed(Turn turn, AiEvent.ListenFailed failed) {
    turn.error("asr." + failed.provider(), failed.reason(), failed.code());
  }

  ListeningState state() {
    return new ListeningState(eou, heard.toString(), waitSinceMillis, waitUntilMillis,
        eouAtMillis, silentSinceMillis, lastDeltaMillis, eouTold, judged, complete);
  }

  void restore(ListeningState state) {
    eou = state.eou();
    heard.setLength(0);
    heard.append(state.heard());
    waitSinceMillis = state.waitSinceMillis();
    waitUntilMillis = state.waitUntilMillis();
    eouAtMillis = state.eouAtMillis();
    silentSinceMillis = state.silentSinceMillis();
    lastDeltaMillis = state.lastDeltaMillis();
    eouTold = state.eouTold();
    judged = state.judged();
    complete = state.complete();
  }

  long nextMillis() {
    long turns = Math.min(waitUntilMillis, stirring ? Long.MAX_VALUE : eouAtMillis);
    return bargeIn == null ? turns : Math.min(turns, bargeIn.nextMillis());
  }

  void tick(Turn turn) {
    if (bargeIn != null) {
      bargeIn.tick(turn);
    }
    if (waitUntilMillis <= turn.now) {
      stopWaiting();
      turn.emit(new Event.Silence(serverTrack, turn.now, waitSinceMillis,
          turn.now - waitSinceMillis, null, null));
    }
    if (stirring) {
      return;
    }
    if (eouAtMillis <= turn.now
        && (complete == null ? PhraseEnd.isUnfinished(heard.toString()) : !complete)) {
      eouAtMillis = Math.max(eouAtMillis, silentSinceMillis + mostMillis());
    }
    if (eouAtMillis <= turn.now) {
      eouAtMillis = Long.MAX_VALUE;
      eouTold = true;
      turn.emit(new Event.Eou(turn.callId, turn.now, true, null,
          heard.isEmpty() ? null : heard.toString(), null));
      heard.setLength(0);
    }
  }

  private int mostMillis() {
    String most = eou == null || eou.extra() == null ? null : eou.extra().get("maxDelay");
    return most != null && most.matches("\\d{1,6}") ? Integer.parseInt(most) : EOU_MOST_MILLIS;
  }
}
