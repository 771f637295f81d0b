package io.voxbus.directory;

/** What all nodes of a cluster know and write together. */
public record Shared(CallDirectory calls, BindingDirectory bindings, IdentityDirectory identity,
    LeaseDirectory leases, NodeDirectory nodes) {
  /** The same with calls as this node uses them. */
  public Shared with(CallDirectory own) {
    return new Shared(own, bindings, identity, leases, nodes);
  }

  /** Of a node that is alone. */
  public static Shared local() {
    return new Shared(new LocalCalls(), new LocalBindings(), new LocalIdentity(), new LocalLeases(),
        new LocalNode());
  }
}
