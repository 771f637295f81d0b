package io.voxbus.call;

/**
 * The times that the rules of a call wait, in ms.
 *
 * @param lingerMillis     after a tts without endOfStream has been played: another segment may follow
 * @param streamIdleMillis after the last audio of a text stream that nobody ended
 * @param closingMillis    for the media to end before the call ends without it
 */
public record CallRules(long lingerMillis, long streamIdleMillis, long closingMillis) {
  public CallRules {
    lingerMillis = lingerMillis == 0 ? 300 : lingerMillis;
    streamIdleMillis = streamIdleMillis == 0 ? 10_000 : streamIdleMillis;
    closingMillis = closingMillis == 0 ? 2_000 : closingMillis;
  }

  public static CallRules defaults() {
    return new CallRules(0, 0, 0);
  }
}
