package io.voxbus.node;

import io.voxbus.ai.AiComponent;
import io.voxbus.bus.Component;
import io.voxbus.bus.Parts;
import io.voxbus.call.CallComponent;
import io.voxbus.http.HttpComponent;
import io.voxbus.media.MediaComponent;
import io.voxbus.sip.SipComponent;
import io.voxbus.ws.WsComponent;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Locale;

/** THE list of components, in the order in which they start: who listens to the world comes last. */
@SuppressWarnings("ImmutableEnumChecker") // its lists are
enum ComponentKind implements ProgramKind {
  /** Providers are replaced by themselves; what has been said once is said again from its cache, and what is heard is heard on. */
  AI(Files.of(AiComponent.class).only("pass/", "vendor/")),
  /** Its legs have ports, and its loops drive what goes on. */
  MEDIA(Files.of(MediaComponent.class).keep("leg/", "lasting/")),
  /** There is one file of call records. */
  CALL(Files.of(CallComponent.class).keep("record/")),
  /** The stack has ports, dialogs and whom it has locked out. */
  SIP(Files.of(SipComponent.class).keep("line/", "stack/", "guard/", "wire/")),
  /** All of it. */
  WS(Files.of(WsComponent.class)),
  /** With its page and its descriptions. */
  HTTP(Files.of(HttpComponent.class).bring("web/", "api/"));

  private static final String ROOT = "io/voxbus/";

  private final Files files;

  ComponentKind(Files files) {
    this.files = files;
  }

  /**
   * What a new version consists of.
   *
   * @param brought   if any: packages below the component's own that it brings, and no others
   * @param kept      packages below the component's own that stay with the node: plug-ins implement them, or they hold
   *                  what there is one of
   * @param resources folders that are replaced with the code
   */
  private record Files(Class<? extends Component> type, List<String> brought, List<String> kept,
      List<String> resources) {
    static Files of(Class<? extends Component> type) {
      return new Files(type, List.of(), List.of(), List.of());
    }

    Files only(String... packages) {
      return new Files(type, List.of(packages), kept, resources);
    }

    Files keep(String... packages) {
      return new Files(type, brought, List.of(packages), resources);
    }

    Files bring(String... folders) {
      return new Files(type, brought, kept, List.of(folders));
    }

    /** @param file below the component's own package */
    boolean replaces(String file) {
      return (brought.isEmpty() || file.indexOf('/') < 0)
          ? kept.stream().noneMatch(file::startsWith)
          : brought.stream().anyMatch(file::startsWith);
    }
  }

  @Override
  public String component() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public Component make(Parts parts, ClassLoader code) throws Exception {
    try {
      return (Component) code.loadClass(files.type().getName()).getConstructor(Parts.class)
          .newInstance(parts);
    } catch (InvocationTargetException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  @Override
  public boolean replaces(String file) {
    String own = ROOT + component() + "/";
    return file.startsWith(own)
        ? files.replaces(file.substring(own.length()))
        : files.resources().stream().anyMatch(file::startsWith);
  }
}
