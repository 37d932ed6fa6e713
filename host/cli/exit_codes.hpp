#pragma once
// What the program ends with; scripts rely on it.

namespace selat::cli {

enum exit_code : int {
    fine = 0,
    wrong = 1,       // what was checked is wrong
    usage = 2,       // the command line is
    cannot_run = 3,  // port taken, store unreadable, no gateway to ask
};

}  // namespace selat::cli
