package io.voxbus;

import io.voxbus.node.BackgroundThreads;
import io.voxbus.node.Node;
import io.voxbus.node.NodeConfig;
import io.voxbus.node.Variables;
import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.bridge.SLF4JBridgeHandler;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Reads the configuration, starts a node, waits for the signal to stop. */
@Command(name = "voxbus", mixinStandardHelpOptions = true, version = "voxbus 0.1.0", description = "Starts a node: a PBX and voice-agent server.", footer = {
    "", "Keys of the configuration can be set by environment variables,",
    "see conf/voxbus.yaml: VOXBUS_PORT=8081 VOXBUS_NODE=b voxbus"})
public final class Main implements Callable<Integer> {
  private static final int STOP_SECONDS = 10;

  @Option(names = {"-c",
      "--config"}, paramLabel = "FILE", description = "configuration (default: ${DEFAULT-VALUE})", defaultValue = "conf/voxbus.yaml")
  @Nullable
  private Path config;

  @Option(names = "--check", description = "only read the configuration, and say what is wrong")
  private boolean check;

  private Main() {}

  public static void main(String[] args) {
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install(); // one log, whatever a library logs with
    boolean terminal = Optional.ofNullable(System.console()).map(Console::isTerminal)
        .orElse(false);
    int code = commands(terminal).execute(args);
    if (code != 0) {
      System.exit(code);
    }
  }

  /** @param managementPort 0: there is none */
  static String where(@Nullable String name, int port, int managementPort) {
    return "voxbus node " + name + ": http://localhost:" + port + (managementPort == 0
        ? " (health and metrics on no port)"
        : " (health and metrics on port " + managementPort + ")");
  }

  /** @param terminal whether somebody sees what is written at once */
  static CommandLine commands(boolean terminal) {
    return new CommandLine(new Main()).addSubcommand(new ModelsCommand(terminal))
        .addSubcommand(new TrainCommand());
  }

  @Override
  public Integer call() {
    PrintStream out = System.out;
    try {
      NodeConfig read = read();
      if (check) {
        out.println("the configuration is right");
        return 0;
      }
      BackgroundThreads.yieldToCalls();
      Node node = Node.start(read).toCompletableFuture().get();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(node, read)));
      // by a thread of its own: where the system stops us, exit waits for the hook, which may be who completes this
      node.left().thenRunAsync(() -> System.exit(0),
          exit -> Thread.ofPlatform().daemon().start(exit));
      out.println(where(Objects.requireNonNull(read.node()), node.port(), node.managementPort()));
      if (read.http().keys().isEmpty()) {
        out.println("no API keys: only this machine may connect. "
            + "Set VOXBUS_KEYS to let others in" + (read.http().heldBack()
                ? "; http.host " + read.http().host() + " is not followed until then"
                : ""));
      }
      return 0;
    } catch (IOException | IllegalArgumentException e) {
      System.err.println("voxbus: " + config + ": " + e.getMessage());
      return 2;
    } catch (Exception e) {
      System.err.println("voxbus can't start: " + root(e));
      return 1;
    }
  }

  private NodeConfig read() throws IOException {
    Path path = config == null ? Path.of("conf/voxbus.yaml") : config;
    try {
      return NodeConfig.parse(Files.readString(path), new Variables(System::getenv));
    } catch (NoSuchFileException e) {
      throw new IOException("no such file; name one with --config", e);
    }
  }

  private static void stop(Node node, NodeConfig config) {
    try {
      node.shutDown().toCompletableFuture().get(STOP_SECONDS + config.drainSeconds(),
          TimeUnit.SECONDS);
    } catch (Exception e) {
      System.err.println("voxbus did not stop in time: " + root(e));
    }
  }

  private static String root(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }
}
