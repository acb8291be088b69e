#pragma once

namespace cityflux {

/// Progress bar on standard error, if that is a terminal and `wanted` is true. Otherwise it shows
/// nothing. It removes itself at the end.
class ProgressBar {
public:
    explicit ProgressBar(bool wanted);
    ~ProgressBar();
    ProgressBar(const ProgressBar&) = delete;
    ProgressBar& operator=(const ProgressBar&) = delete;

    /// Shows the completed part of the work, from 0 to 1.
    void show(double share);

private:
    bool active_;
    int shown_ = -1;
};

} // namespace cityflux
