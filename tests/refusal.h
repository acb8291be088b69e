#pragma once

#include "grids/text/error.h"

#include <optional>
#include <ostream>
#include <string>

#include <gmock/gmock.h>

/// Returns the message of the error with which an action refuses its input, or "accepted" if it
/// does not. `Error` is cityflux::InputError or cityflux::UsageError.
template <typename Error = cityflux::InputError, typename Action>
std::string refusal_of(const Action& action)
{
    try {
        action();
    } catch (const Error& error) {
        return error.what();
    }
    return "accepted";
}

/// Returns the error of an action as data, or std::nullopt if the action succeeds.
template <typename Error = cityflux::InputError, typename Action>
std::optional<cityflux::Message> refused(const Action& action)
{
    try {
        action();
    } catch (const Error& error) {
        return error.message();
    }
    return std::nullopt;
}

namespace cityflux {

inline void PrintTo(const Message& message, std::ostream* out)
{
    *out << name_of(message.code) << ": \"" << message.text() << '"';
}

} // namespace cityflux

/// Matches an error of refused() with a code, whose subject contains `subject`.
MATCHER_P2(IsProblem, code, subject,
    std::string("is ") + std::string(cityflux::name_of(code)) + " of '" + subject + "'")
{
    if (!arg) {
        *result_listener << "which is accepted";
        return false;
    }
    const std::string found = cityflux::Message { .subject = arg->subject }.text();
    return arg->code == code && found.find(subject) != std::string::npos;
}
