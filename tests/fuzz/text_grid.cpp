#include "grids/storage/bare_text.h"
#include "grids/storage/point_table.h"
#include "tests/fuzz/grid_walk.h"

/// A grid as text; the first byte says of which form: P a table of points, S one of corners with a
/// step, B bare numbers; in lower case packed.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace cityflux;
    if (size < 1) {
        return 0;
    }
    const bool packed = data[0] >= 'a';
    const fuzz::InputFile file(packed ? ".txt.gz" : ".txt", fuzz::text_of(data + 1, size - 1));
    fuzz::accept_or_refuse([&] {
        switch (data[0] & ~0x20) {
        case 'B': {
            BareTextForm form;
            form.rows = 4;
            form.columns = 3;
            form.x_step = 1.0;
            form.y_step = -1.0;
            form.skip_lines = 1;
            form.row_major = false;
            fuzz::walk(*open_bare_text(file.path(), form));
            break;
        }
        case 'S': {
            TableForm form;
            form.columns = { "lon", "lat", "co2" };
            form.anchor = TableForm::Anchor::corner;
            form.step = 0.5;
            fuzz::walk(*open_point_table(file.path(), form));
            break;
        }
        default:
            fuzz::walk(*open_point_table(file.path(), {}));
        }
    });
    return 0;
}
