package io.voxbus;

import io.voxbus.ai.models.Catalogue;
import io.voxbus.ai.models.Model;
import io.voxbus.ai.models.ModelStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** Speech models for this machine: what can be had, getting it, checking it. */
@Command(name = "models", mixinStandardHelpOptions = true, description = "Speech models that run on this machine.", footer = {
    "", "The configuration names a model's folder: the list tells which setting does."})
final class ModelsCommand implements Runnable {
  private static final long MB = 1_000_000;

  @Spec
  private @Nullable CommandSpec spec;

  @Option(names = "--folder", paramLabel = "FOLDER", scope = ScopeType.INHERIT, description = "where models lie (default: ${DEFAULT-VALUE})", defaultValue = "models")
  private Path folder = Path.of("models");

  @Option(names = "--catalogue", paramLabel = "FILE", scope = ScopeType.INHERIT, description = "models of your own, in the form of models/catalogue.json in voxbus.jar")
  private @Nullable Path file;

  private final boolean terminal;

  ModelsCommand(boolean terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    throw new ParameterException(spec().commandLine(), "list, pull or verify?");
  }

  private CommandSpec spec() {
    if (spec == null) {
      throw new IllegalStateException("not a command");
    }
    return spec;
  }

  private PrintWriter out() {
    return spec().commandLine().getOut();
  }

  private Catalogue catalogue() {
    try {
      return file == null ? Catalogue.own() : Catalogue.parse(Files.readString(file));
    } catch (IOException | IllegalArgumentException wrong) {
      throw new ParameterException(spec().commandLine(), file + ": " + wrong.getMessage(), wrong);
    }
  }

  private List<Model> chosen(List<String> names, List<Model> otherwise) {
    Catalogue catalogue = catalogue();
    List<Model> models = new ArrayList<>();
    for (String name : names) {
      models.add(catalogue.find(name).orElseThrow(
          () -> new ParameterException(spec().commandLine(), "unknown model '" + name + "', known: "
              + String.join(", ", catalogue.models().stream().map(Model::name).toList()))));
    }
    return names.isEmpty() ? otherwise : models;
  }

  @Command(name = "list", mixinStandardHelpOptions = true, description = "What can be had, and what is here.")
  int list() {
    ModelStore store = new ModelStore(folder);
    for (Model model : catalogue().models()) {
      out().printf(Locale.ROOT, "%-14s %5d MB  %s%n", model.name(), millions(model.bytes()),
          store.has(model) ? "here: " + store.of(model) : "not here");
      out().printf("    %s%n    licence: %s%n    setting: %s%n", model.about(), model.licence(),
          model.setting());
      model.files().forEach(part -> out().printf("    %s%n        sha256 %s%n", part.url(),
          part.sha256()));
    }
    out().flush();
    return 0;
  }

  private static long millions(long bytes) {
    return (bytes + MB / 2) / MB;
  }

  @Command(name = "pull", mixinStandardHelpOptions = true, description = "Gets models; one that broke off is gone on with.")
  int pull(
      @Parameters(paramLabel = "NAME", arity = "1..*", description = "of a model") List<String> names)
      throws InterruptedException {
    ModelStore store = new ModelStore(folder);
    for (Model model : chosen(names, List.of())) {
      try {
        store.pull(model, this::progress);
        out().printf("%s is in %s; licence: %s; name it in the configuration: %s%n", model.name(),
            store.of(model), model.licence(), model.setting());
        out().flush();
      } catch (IOException why) {
        return failed(String.valueOf(why.getMessage()));
      }
    }
    return 0;
  }

  /** A line that is written over on a terminal, else one when a file is there. */
  private void progress(Model.Part part, long bytes) {
    boolean whole = bytes == part.bytes();
    if (terminal || whole) {
      out().printf(Locale.ROOT, "%s%s %d of %d MB, %d %%%s", terminal ? "\r" : "", part.path(),
          millions(bytes), millions(part.bytes()), bytes * 100 / part.bytes(),
          whole ? System.lineSeparator() : "");
      out().flush();
    }
  }

  @Command(name = "verify", mixinStandardHelpOptions = true, description = "Checks models by their SHA-256: all that are here, if none is named.")
  int verify(
      @Parameters(paramLabel = "NAME", arity = "0..*", description = "of a model") List<String> names) {
    ModelStore store = new ModelStore(folder);
    List<String> wanted = names == null ? List.of() : names;
    List<Model> here = catalogue().models().stream().filter(store::has).toList();
    int wrong = 0;
    for (Model model : chosen(wanted, here)) {
      try {
        List<String> found = store.verify(model);
        wrong += found.size();
        found.forEach(this::failed);
        if (found.isEmpty()) {
          out().println(model.name() + " is right");
        }
      } catch (IOException unreadable) {
        return failed(unreadable.getMessage());
      }
    }
    out().flush();
    return wrong == 0 ? 0 : 1;
  }

  private int failed(@Nullable String why) {
    PrintWriter err = spec().commandLine().getErr();
    err.println("voxbus models: " + why);
    err.flush();
    return 1;
  }
}
