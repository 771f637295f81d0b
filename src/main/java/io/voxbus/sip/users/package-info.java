/** Who has an account here, from the configuration, a database or a web service. */
@NullMarked
package io.voxbus.sip.users;

import org.jspecify.annotations.NullMarked;
