fn main() {
    latchkey::start();
}
