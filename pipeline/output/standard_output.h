#pragma once

#include <string_view>

namespace cityflux {

/// Prints a whole result. Throws InputError if writing fails; `what` is its name ("the scores").
void print_result(std::string_view text, std::string_view what);

} // namespace cityflux
