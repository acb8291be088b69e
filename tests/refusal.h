#pragma once

#include "grids/text/error.h"

#include <string>

#include <gmock/gmock.h>

/// The words with which an action refuses its input, or "accepted" where it does not.
template <typename Action> std::string refusal_of(const Action& action)
{
    try {
        action();
    } catch (const cityflux::InputError& error) {
        return error.what();
    }
    return "accepted";
}
