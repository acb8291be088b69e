#include "pipeline/program/messages.h"

#include <cstdlib>

#include <fmt/format.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

namespace cityflux {
namespace {

FrontEnd front_end_in_use = FrontEnd::command_line;

/// Returns true if the environment variable NO_COLOR is set and not empty (https://no-color.org).
bool has_no_color()
{
    const char* value = std::getenv("NO_COLOR");
    return value != nullptr && *value != '\0';
}

} // namespace

void open_messages()
{
    constexpr const char* name = "cityflux";
    if (!spdlog::get(name)) {
        const auto log = spdlog::stderr_color_mt(name);
        log->set_pattern("%^%l%$: %v");
        if (has_no_color()) {
            for (const auto& sink : log->sinks()) {
                if (auto* colored
                    = dynamic_cast<spdlog::sinks::stderr_color_sink_mt*>(sink.get())) {
                    colored->set_color_mode(spdlog::color_mode::never);
                }
            }
        }
        spdlog::set_default_logger(log);
    }
}

void set_quiet(bool quiet)
{
    spdlog::set_level(quiet ? spdlog::level::err : spdlog::level::info);
}

void set_front_end(FrontEnd front_end)
{
    front_end_in_use = front_end;
}

void inform(const std::string& message)
{
    spdlog::info(message);
}

void inform(const Message& message)
{
    inform(sentence_of(message, front_end_in_use));
}

void warn(const std::string& message)
{
    spdlog::warn(message);
}

void warn(const Message& message)
{
    warn(sentence_of(message, front_end_in_use));
}

void report_error(const std::string& message)
{
    spdlog::error(message);
}

void report_error(const Message& message)
{
    report_error(sentence_of(message, front_end_in_use));
}

void report_fault(const std::string& message)
{
    spdlog::critical(message);
}

void say_shortcomings(const std::vector<std::string>& shortcomings)
{
    for (std::size_t s = 0; s < shortcomings.size() && s < most_lines; ++s) {
        warn(shortcomings[s]);
    }
    if (shortcomings.size() > most_lines) {
        warn(fmt::format("{} more incomplete results; the rows and the manifest contain all",
            shortcomings.size() - most_lines));
    }
}

void say_shortcomings(const std::vector<Message>& shortcomings)
{
    std::vector<std::string> sentences;
    for (const Message& message : shortcomings) {
        sentences.push_back(sentence_of(message, front_end_in_use));
    }
    say_shortcomings(sentences);
}

} // namespace cityflux
