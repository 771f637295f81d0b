package io.voxbus.testing.helm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Templates of Go with the functions of Helm that our chart uses; whatever else it meets is an error. */
public final class GoTemplate {
  private static final Pattern ACTION = Pattern.compile("\\{\\{(-?)\\s*(.*?)\\s*(-?)}}",
      Pattern.DOTALL);
  private static final Pattern WORD = Pattern.compile("\"[^\"]*\"|[^\\s|]+|\\|");
  private static final Pattern RANGE = Pattern.compile("\\$(\\w+), \\$(\\w+) := (.*)");
  private static final YAMLMapper YAML = YAMLMapper.builder()
      .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER).build();

  private final Map<String, Block> defined = new HashMap<>();

  /** What stands between an opening action and its end. */
  private record Block(String opening, List<Object> parts) {}

  private record Action(String text) {}

  /** Where names are looked up. */
  private record Scope(Object dot, Map<String, Object> variables) {}

  /** Renders a template after those that define names. */
  public static String render(List<String> definitions, String template, Map<String, ?> root) {
    GoTemplate templates = new GoTemplate();
    definitions.forEach(templates::parse);
    return templates.write(templates.parse(template), new Scope(root, Map.of()));
  }

  private Block parse(String text) {
    List<Block> open = new ArrayList<>(List.of(new Block("", new ArrayList<>())));
    Matcher actions = ACTION.matcher(text);
    int from = 0;
    boolean trim = false;
    while (actions.find()) {
      String before = text.substring(from, actions.start());
      before = trim ? before.stripLeading() : before;
      open.getLast().parts()
          .add(actions.group(1).isEmpty() ? before : before.stripTrailing());
      take(actions.group(2), open);
      trim = !actions.group(3).isEmpty();
      from = actions.end();
    }
    open.getLast().parts()
        .add(trim ? text.substring(from).stripLeading() : text.substring(from));
    if (open.size() != 1) {
      throw new IllegalArgumentException("no end of " + open.getLast().opening());
    }
    return open.getFirst();
  }

  private void take(String action, List<Block> open) {
    if (action.equals("end")) {
      Block ended = open.removeLast();
      if (ended.opening().startsWith("define ")) {
        defined.put(ended.opening().substring(7).replace("\"", ""), ended);
      } else {
        open.getLast().parts().add(ended);
      }
    } else if (action.matches("(define|if|with|range) .*")) {
      open.add(new Block(action, new ArrayList<>()));
    } else {
      open.getLast().parts().add(new Action(action));
    }
  }

  private String write(Block block, Scope scope) {
    StringBuilder out = new StringBuilder();
    for (Object part : block.parts()) {
      out.append(switch (part) {
        case Action(String text) -> String.valueOf(value(text, scope));
        case Block inner -> writeInner(inner, scope);
        default -> part;
      });
    }
    return out.toString();
  }

  private String writeInner(Block block, Scope scope) {
    String[] opening = block.opening().split(" ", 2);
    if (opening[0].equals("range")) {
      return writeEach(block, opening[1], scope);
    }
    Object value = value(opening[1], scope);
    if (isEmpty(value)) {
      return "";
    }
    return write(block,
        opening[0].equals("with") ? new Scope(value, scope.variables()) : scope);
  }

  private String writeEach(Block block, String what, Scope scope) {
    Matcher range = RANGE.matcher(what);
    if (!range.matches()) {
      throw new IllegalArgumentException("range " + what);
    }
    StringBuilder out = new StringBuilder();
    ((Map<?, ?>) value(range.group(3), scope)).forEach((name, value) -> out.append(write(block,
        new Scope(scope.dot(), Map.of(range.group(1), name, range.group(2), value)))));
    return out.toString();
  }

  private Object value(String pipeline, Scope scope) {
    List<Object> words = new ArrayList<>();
    Object piped = null;
    Matcher next = WORD.matcher(pipeline);
    while (next.find()) {
      if (next.group().equals("|")) {
        piped = call(words, piped, scope);
        words.clear();
      } else {
        words.add(next.group());
      }
    }
    return call(words, piped, scope);
  }

  private Object call(List<Object> words, @Nullable Object piped, Scope scope) {
    String first = String.valueOf(words.getFirst());
    if (words.size() == 1 && piped == null) {
      return term(first, scope);
    }
    List<Object> given = new ArrayList<>(
        words.stream().skip(1).map(word -> term(String.valueOf(word), scope)).toList());
    if (piped != null) {
      given.add(piped);
    }
    return apply(first, given);
  }

  private Object apply(String function, List<Object> given) {
    Object last = given.getLast();
    return switch (function) {
      case "include" -> write(defined(String.valueOf(given.getFirst())),
          new Scope(last, Map.of()));
      case "printf" -> String.valueOf(given.getFirst()).formatted(given.subList(1, given.size())
          .toArray());
      case "quote" -> '"' + String.valueOf(last).replace("\"", "\\\"") + '"';
      case "nindent" -> '\n' + String.valueOf(last).indent(number(given.getFirst()))
          .stripTrailing();
      case "default" -> isEmpty(last) ? given.getFirst() : last;
      case "add" -> given.stream().mapToInt(GoTemplate::number).sum();
      case "trunc" -> String.valueOf(last).substring(0,
          Math.min(number(given.getFirst()), String.valueOf(last).length()));
      case "trimSuffix" -> String.valueOf(last)
          .replaceFirst(Pattern.quote(String.valueOf(given.getFirst())) + "$", "");
      case "toYaml" -> yaml(last);
      default -> throw new IllegalArgumentException("no function " + function);
    };
  }

  private Block defined(String name) {
    Block found = defined.get(name);
    if (found == null) {
      throw new IllegalArgumentException("no template " + name);
    }
    return found;
  }

  private static Object term(String word, Scope scope) {
    if (word.startsWith("\"")) {
      return word.substring(1, word.length() - 1);
    }
    if (word.matches("\\d+")) {
      return Integer.valueOf(word);
    }
    if (word.startsWith("$")) {
      return found(scope.variables().get(word.substring(1)), word);
    }
    Object at = scope.dot();
    for (String name : word.substring(1).split("\\.")) {
      at = name.isEmpty() ? at : found(((Map<?, ?>) at).get(name), word);
    }
    return at;
  }

  private static Object found(@Nullable Object value, String name) {
    if (value == null) {
      throw new IllegalArgumentException("no value " + name);
    }
    return value;
  }

  private static String yaml(Object value) {
    try {
      return YAML.writeValueAsString(value).stripTrailing();
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static int number(Object value) {
    return Integer.parseInt(String.valueOf(value));
  }

  private static boolean isEmpty(Object value) {
    return value.equals("") || value.equals(false) || value.equals(0) || value.equals(Map.of());
  }
}
