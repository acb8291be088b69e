#pragma once

#include "grids/text/message.h"
#include "pipeline/program/setting_words.h"

#include <cstddef>
#include <string>
#include <vector>

namespace cityflux {

/// Prepares standard error for messages. Each message is a line that begins with its level.
/// Colours are left out if NO_COLOR is set. Messages before this call have the logging library's
/// own format.
void open_messages();

/// Suppresses all messages except errors, or shows them again.
void set_quiet(bool quiet);

/// Sets the front end in whose words messages name settings. Default: the command line.
void set_front_end(FrontEnd front_end);

void inform(const std::string& message);
void inform(const Message& message);
void warn(const std::string& message);
void warn(const Message& message);
void report_error(const std::string& message);
void report_error(const Message& message);
/// Reports an internal error of the program.
void report_fault(const std::string& message);

/// Maximum number of lines of one kind. Further ones are only counted; the
/// manifest lists all of them.
inline constexpr std::size_t most_lines = 40;

/// Warns of each incomplete result, in at most most_lines lines, then of
/// the number of further ones.
void say_shortcomings(const std::vector<std::string>& shortcomings);
void say_shortcomings(const std::vector<Message>& shortcomings);

} // namespace cityflux
