package io.voxbus.ai.azure;

import io.voxbus.ai.vendor.SpeakOptions;
import io.voxbus.protocol.api.TtsOption;

/** What is to be said, as SSML. Pure. */
final class Ssml {
  private static final int NORMAL_VOLUME = 5;
  private static final int STEP_PERCENT = 20;

  private Ssml() {}

  static String of(String text, String voice, TtsOption option) {
    String spoken = prosody(escaped(text), option);
    String styled = option.emotion() == null
        ? spoken
        : "<mstts:express-as style=\"" + escaped(option.emotion()) + "\">" + spoken
            + "</mstts:express-as>";
    return "<speak version=\"1.0\" xmlns=\"http://www.w3.org/2001/10/synthesis\""
        + " xmlns:mstts=\"https://www.w3.org/2001/mstts\" xml:lang=\"" + language(voice, option)
        + "\"><voice name=\"" + escaped(voice) + "\">" + styled + "</voice></speak>";
  }

  /** A voice's name begins with its language: {@code en-US-AvaNeural}. */
  private static String language(String voice, TtsOption option) {
    String given = SpeakOptions.language(option);
    String[] parts = voice.split("-", -1);
    return escaped(
        given != null ? given : parts.length > 2 ? parts[0] + "-" + parts[1] : "en-US");
  }

  private static String prosody(String text, TtsOption option) {
    if (option.speed() == null && option.volume() == null) {
      return text;
    }
    String rate = option.speed() == null ? "" : " rate=\"" + option.speed() + "\"";
    String volume = option.volume() == null
        ? ""
        : " volume=\"%+d%%\""
            .formatted((Math.clamp(option.volume(), 1, 10) - NORMAL_VOLUME) * STEP_PERCENT);
    return "<prosody" + rate + volume + ">" + text + "</prosody>";
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"",
        "&quot;");
  }
}
