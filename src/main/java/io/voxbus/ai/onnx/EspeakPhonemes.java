package io.voxbus.ai.onnx;

import io.voxbus.ai.spi.SpeechException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * By the program eSpeak NG, where it is installed: a process for each clause, some 10 ms. What it says of a clause has no
 * punctuation, which a voice wants to hear: it is put back.
 */
record EspeakPhonemes(String program, String voice, long mostMillis) implements Phonemes {
  private static final Pattern CLAUSE = Pattern.compile("([^,.;:!?]+)([,.;:!?]*)");
  /** It says where it changes the language for a word. */
  private static final Pattern LANGUAGE = Pattern.compile("\\([a-z-]+\\)");
  private static final int MOST_BYTES = 65_536;
  private static final Logger LOG = LoggerFactory.getLogger(EspeakPhonemes.class);

  @Override
  public String of(String text) {
    StringBuilder all = new StringBuilder();
    Matcher clause = CLAUSE.matcher(text);
    while (clause.find()) {
      String spoken = clause.group(1).isBlank() ? "" : ask(clause.group(1));
      String mark = clause.group(2);
      all.append(all.isEmpty() || spoken.isEmpty() ? "" : " ").append(spoken)
          .append(mark.isEmpty() ? "" : mark.substring(0, 1));
    }
    return all.toString();
  }

  private String ask(String clause) {
    Process process = start();
    process.onExit().orTimeout(mostMillis, TimeUnit.MILLISECONDS)
        .exceptionally(late -> process.destroyForcibly());
    try {
      give(process, clause);
      String said = new String(process.getInputStream().readNBytes(MOST_BYTES),
          StandardCharsets.UTF_8);
      int code = process.waitFor();
      if (code != 0) {
        throw SpeechException.failed(program + " has no voice '" + voice + "', or failed: code "
            + code);
      }
      return LANGUAGE.matcher(said).replaceAll("").strip().replaceAll("\\s+", " ");
    } catch (IOException broken) {
      throw SpeechException.failed(program + " failed: " + broken.getMessage());
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw SpeechException.failed("stopped");
    }
  }

  private Process start() {
    try {
      return new ProcessBuilder(List.of(program, "-q", "--ipa", "-v", voice, "--stdin"))
          .redirectError(ProcessBuilder.Redirect.DISCARD).start();
    } catch (IOException missing) {
      throw SpeechException.failed("the voice needs the program " + program
          + " (Debian: espeak-ng), which can't be run here");
    }
  }

  /** One that does not read has ended, or is about to: its code tells more. */
  private static void give(Process process, String clause) {
    try (OutputStream in = process.getOutputStream()) {
      in.write(clause.strip().getBytes(StandardCharsets.UTF_8));
    } catch (IOException unread) {
      LOG.atDebug().setCause(unread).log("not read");
    }
  }
}
