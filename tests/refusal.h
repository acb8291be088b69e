#pragma once

#include "grids/text/error.h"

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
