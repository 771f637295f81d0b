package io.voxbus.ai.onnx;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.voxbus.ai.spi.SpeechException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a voice of Piper tells of itself, in the {@code .json} beside it.
 *
 * @param espeakVoice who knows how its language is pronounced; null when it reads letters
 * @param ids         the numbers of a sound
 * @param speakers    by name
 */
record PiperConfig(int rate, @Nullable String espeakVoice, Map<String, List<Long>> ids,
    float noise, float length, float noiseOfLength, int speakerCount,
    Map<String, Integer> speakers) {
  private static final String PAD = "_";
  private static final String BEGIN = "^";
  private static final String END = "$";

  static PiperConfig parse(String text) {
    try {
      JsonObject all = new JsonObject(text);
      JsonObject inference = all.getJsonObject("inference", new JsonObject());
      Map<String, List<Long>> ids = new HashMap<>();
      JsonObject map = all.getJsonObject("phoneme_id_map", new JsonObject());
      for (String phoneme : map.fieldNames()) {
        ids.put(phoneme, map.getJsonArray(phoneme).stream()
            .map(id -> ((Number) id).longValue()).toList());
      }
      if (!ids.keySet().containsAll(List.of(PAD, BEGIN, END))) {
        throw SpeechException.failed("the voice's phoneme_id_map lacks '_', '^' or '$'");
      }
      Map<String, Integer> speakers = all.getJsonObject("speaker_id_map", new JsonObject())
          .stream().collect(Collectors.toMap(Map.Entry::getKey,
              speaker -> ((Number) speaker.getValue()).intValue()));
      return new PiperConfig(all.getJsonObject("audio").getInteger("sample_rate"),
          all.getString("phoneme_type", "espeak").equals("text")
              ? null
              : all.getJsonObject("espeak").getString("voice"),
          ids, inference.getFloat("noise_scale", 0.667f), inference.getFloat("length_scale", 1f),
          inference.getFloat("noise_w", 0.8f), all.getInteger("num_speakers", 1), speakers);
    } catch (DecodeException | ClassCastException | NullPointerException broken) {
      throw SpeechException.failed("the .json of the voice is none of Piper's: " + broken);
    }
  }

  /** The numbers of these sounds, a pause between them; sounds that the voice does not know are left out. */
  long[] numbers(String phonemes) {
    List<Long> numbers = new ArrayList<>(ids.getOrDefault(BEGIN, List.of()));
    List<Long> pad = ids.getOrDefault(PAD, List.of());
    numbers.addAll(pad);
    Normalizer.normalize(phonemes, Normalizer.Form.NFD).codePoints().mapToObj(Character::toString)
        .filter(ids::containsKey).forEach(sound -> {
          numbers.addAll(ids.getOrDefault(sound, List.of()));
          numbers.addAll(pad);
        });
    numbers.addAll(ids.getOrDefault(END, List.of()));
    return numbers.stream().mapToLong(Long::longValue).toArray();
  }

  /** The number of a speaker by name or number; the first one when none is named. */
  int speaker(@Nullable String name) {
    if (name == null || name.isBlank() || name.equals("default")) {
      return 0;
    }
    Integer known = speakers.get(name);
    if (known == null && name.matches("\\d{1,4}") && Integer.parseInt(name) < speakerCount) {
      return Integer.parseInt(name);
    }
    if (known == null) {
      throw SpeechException.refused("unknown speaker '" + name + "' of the voice, known: "
          + (speakers.isEmpty()
              ? "0 to " + (speakerCount - 1)
              : Arrays.toString(
                  speakers.keySet().stream().sorted().toArray())));
    }
    return known;
  }
}
