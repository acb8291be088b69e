#include "pipeline/program/progress_bar.h"

#include <algorithm>
#include <cstdio>
#include <string>

#include <fmt/format.h>
#include <unistd.h>

namespace cityflux {
namespace {

constexpr int width = 40;

} // namespace

ProgressBar::ProgressBar(bool wanted)
    : active_(wanted && isatty(STDERR_FILENO) != 0)
{
}

ProgressBar::~ProgressBar()
{
    if (shown_ >= 0) {
        fmt::print(stderr, "\r{}\r", std::string(width + 8, ' '));
    }
}

void ProgressBar::show(double share)
{
    const int percent = std::clamp(static_cast<int>(share * 100.0), 0, 100);
    if (!active_ || percent == shown_) {
        return;
    }
    shown_ = percent;
    const int filled = percent * width / 100;
    fmt::print(stderr, "\r[{}{}] {:3} %", std::string(static_cast<std::size_t>(filled), '='),
        std::string(static_cast<std::size_t>(width - filled), ' '), percent);
    std::fflush(stderr);
}

} // namespace cityflux
