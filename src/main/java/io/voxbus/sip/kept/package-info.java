/** Dialogs that go on at another node. */
@NullMarked
package io.voxbus.sip.kept;

import org.jspecify.annotations.NullMarked;
