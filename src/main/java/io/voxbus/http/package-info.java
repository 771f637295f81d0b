/** HTTP: routes to addresses, sockets to pipes; the page; health and metrics on a second port. */
@NullMarked
package io.voxbus.http;

import org.jspecify.annotations.NullMarked;
