package io.voxbus.http;

import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.voxbus.bus.Bus;
import io.voxbus.bus.Component;
import io.voxbus.bus.Parts;
import io.voxbus.directory.CallDirectory;
import io.voxbus.directory.NodeDirectory;
import io.voxbus.directory.OpenPorts;
import io.voxbus.directory.SocketCount;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** API and page, one version: it shares the port with the one before it, whose sockets talk on. */
public final class HttpComponent implements Component {
  private final Bus bus;
  private final HttpConfig config;
  private final IceConfig ice;
  private final HttpHost.Directories directories;
  private final SocketCount sockets;
  private final OpenPorts ports;
  private final List<HttpHost> hosts = new CopyOnWriteArrayList<>();

  public HttpComponent(Parts parts) {
    this.bus = parts.bus();
    this.config = parts.config("http", HttpConfig.class);
    this.ice = parts.config("ice", IceConfig.class);
    this.directories = new HttpHost.Directories(parts.get(CallDirectory.class),
        parts.get(NodeDirectory.class));
    this.sockets = parts.get(SocketCount.class).share();
    this.ports = parts.get(OpenPorts.class);
  }

  @Override
  public Deployable host() {
    HttpHost host = new HttpHost(bus, config, ice, directories, sockets, ports);
    hosts.add(host);
    return host;
  }

  @Override
  public int instances() {
    return Runtime.getRuntime().availableProcessors();
  }

  @Override
  public int open() {
    return sockets.own();
  }

  @Override
  public Future<Void> retire() {
    return Future.join(hosts.stream().map(HttpHost::retire).toList()).mapEmpty();
  }
}
