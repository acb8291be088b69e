#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace cityflux {

/// Prepares the standard error for messages, each a line that begins with its level. Before this, messages look otherwise.
void open_messages();

/// Suppresses all messages but errors, or shows them again.
void set_quiet(bool quiet);

void inform(const std::string& message);
void warn(const std::string& message);
void report_error(const std::string& message);
/// Reports a fault of the program itself.
void report_fault(const std::string& message);

/// Lines of one kind before the rest is only counted; the manifest has them all.
inline constexpr std::size_t most_lines = 40;

/// Warns of each shortcoming.
void say_shortcomings(const std::vector<std::string>& shortcomings);

} // namespace cityflux
