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
import org.jspecify.annotations.Nullable;

/** THE list of components, in the order in which they start: who listens to the world comes last. */
@SuppressWarnings("ImmutableEnumChecker") // its lists are
enum Kind {
  AI(AiComponent.class, List.of("spi/", "cache/"), List.of(), null), MEDIA(MediaComponent.class,
      List.of("leg/"), List.of(),
      null), CALL(CallComponent.class, List.of("record/"), List.of(), null), SIP(SipComponent.class,
          List.of(), List.of(), "the SIP stack, its dialogs and its registrations"
              + " belong to the node: its code changes when the node is restarted (cluster/roll.sh)"), WS(
                  WsComponent.class, List.of(), List.of(),
                  null), HTTP(HttpComponent.class, List.of(), List.of("web/", "api/"), null);

  private static final String ROOT = "io/voxbus/";

  private final Class<? extends Component> type;
  private final List<String> kept;
  private final List<String> resources;
  private final @Nullable String fixed;

  /**
   * @param kept      packages below the component's own that stay with the node: plug-ins implement them, or they hold
   *                  ports and files that there is one of
   * @param resources folders that are replaced with the code
   * @param fixed     why it can't be replaced while it runs
   */
  Kind(Class<? extends Component> type, List<String> kept, List<String> resources,
      @Nullable String fixed) {
    this.type = type;
    this.kept = kept;
    this.resources = resources;
    this.fixed = fixed;
  }

  static Optional<Kind> named(String name) {
    return Arrays.stream(values()).filter(kind -> kind.component().equals(name)).findFirst();
  }

  String component() {
    return name().toLowerCase(Locale.ROOT);
  }

  Class<? extends Component> type() {
    return type;
  }

  @Nullable
  String fixed() {
    return fixed;
  }

  /** Whether a new version brings this file itself, named as in a jar. */
  boolean replaces(String file) {
    String own = ROOT + component() + "/";
    return file.startsWith(own)
        ? kept.stream().noneMatch(folder -> file.startsWith(own + folder))
        : resources.stream().anyMatch(file::startsWith);
  }
}
