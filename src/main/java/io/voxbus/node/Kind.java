package io.voxbus.node;

import io.voxbus.ai.AiComponent;
import io.voxbus.bus.Component;
import io.voxbus.call.CallComponent;
import io.voxbus.http.HttpComponent;
import io.voxbus.media.MediaComponent;
import io.voxbus.sip.SipComponent;
import io.voxbus.ws.WsComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** THE list of components, in the order in which they start: who listens to the world comes last. */
@SuppressWarnings("ImmutableEnumChecker") // its lists are
enum Kind {
  /** Plug-ins implement its interfaces; what has been said once is said again from its cache. */
  AI(Parts.of(AiComponent.class).keep("spi/", "cache/")),
  /** Its legs have ports. */
  MEDIA(Parts.of(MediaComponent.class).keep("leg/")),
  /** There is one file of call records. */
  CALL(Parts.of(CallComponent.class).keep("record/")),
  /** The stack has ports, dialogs and whom it has locked out. */
  SIP(Parts.of(SipComponent.class).keep("line/", "stack/", "guard/", "wire/")),
  /** All of it. */
  WS(Parts.of(WsComponent.class)),
  /** With its page and its descriptions. */
  HTTP(Parts.of(HttpComponent.class).bring("web/", "api/"));

  private static final String ROOT = "io/voxbus/";

  private final Parts parts;

  Kind(Parts parts) {
    this.parts = parts;
  }

  /**
   * What a new version consists of.
   *
   * @param kept      packages below the component's own that stay with the node: plug-ins implement them, or they hold
   *                  what there is one of
   * @param resources folders that are replaced with the code
   */
  private record Parts(Class<? extends Component> type, List<String> kept,
      List<String> resources) {
    static Parts of(Class<? extends Component> type) {
      return new Parts(type, List.of(), List.of());
    }

    Parts keep(String... packages) {
      return new Parts(type, List.of(packages), resources);
    }

    Parts bring(String... folders) {
      return new Parts(type, kept, List.of(folders));
    }
  }

  static Optional<Kind> named(String name) {
    return Arrays.stream(values()).filter(kind -> kind.component().equals(name)).findFirst();
  }

  String component() {
    return name().toLowerCase(Locale.ROOT);
  }

  Class<? extends Component> type() {
    return parts.type();
  }

  /** Whether a new version brings this file itself, named as in a jar. */
  boolean replaces(String file) {
    String own = ROOT + component() + "/";
    return file.startsWith(own)
        ? parts.kept().stream().noneMatch(folder -> file.startsWith(own + folder))
        : parts.resources().stream().anyMatch(file::startsWith);
  }
}
