package io.voxbus.directory;

/** What all nodes of a cluster know and write together. */
public record Shared(CallDirectory calls, BindingDirectory bindings, IdentityDirectory identity,
    LeaseDirectory leases, NodeDirectory nodes) {
  /** Of a node that is alone. */
  public static Shared local() {
    return new Shared(new LocalCalls(), new LocalBindings(), new LocalIdentity(), new LocalLeases(),
        new LocalNode());
  }
}
